import unittest
from collections import Counter

from packlane.ingest import book
from packlane.messages import BadMessage, read


class IngestTest(unittest.TestCase):
    def test_shipment(self):
        stock = Counter()
        book(read("samples/shipment-v1.json"), stock)
        self.assertEqual(stock, {"MUG-RED": -4})

    def test_return(self):
        stock = Counter()
        book(read("samples/return-v2.json"), stock)
        self.assertEqual(stock, {"JAR": 2})

    def test_kind(self):
        with self.assertRaises((BadMessage, OSError)):
            read("samples/none.json")
