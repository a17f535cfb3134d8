import unittest

from ridge.api import handle
from ridge.zones import Zone, ZoneMap


class QuoteTest(unittest.TestCase):
    def setUp(self):
        self.zones = ZoneMap()
        self.zones.add("eh1", Zone("central", 500, 100, 2))

    def test_price(self):
        self.assertEqual(handle(self.zones, {"id": 1, "postcode": "EH1 2NG", "grams": 1001}),
                         {"id": 1, "status": 200, "pence": 700, "days": 2})

    def test_refusals(self):
        self.assertEqual(handle(self.zones, {"id": 1, "postcode": "ZE1 0AA", "grams": 5})["status"], 422)
        self.assertEqual(handle(self.zones, {"id": 1, "postcode": "EH1 2NG", "grams": 30_001})["status"], 422)
        self.assertEqual(handle(self.zones, {"id": 1, "grams": 5})["status"], 400)
