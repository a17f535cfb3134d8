import unittest

import courier
from courier.engine import base


class EngineTest(unittest.TestCase):
    def test_base(self):
        self.assertEqual([base(g) for g in (100, 500, 1400)], [390, 450, 510])

    def test_price(self):
        self.assertEqual(courier.price("express", 800, "B"), 770)

    def test_cutoff(self):
        self.assertEqual(courier.cutoff("parcel", 800, "C"), "17:00")
