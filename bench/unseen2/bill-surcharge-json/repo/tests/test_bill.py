import unittest
from decimal import Decimal

from kontor.bill import Line, from_order
from kontor.setup import read_prices


class BillTest(unittest.TestCase):
    def test_prices_are_exact(self):
        self.assertEqual(read_prices()["buoy-o"] * 3, Decimal("125.7"))

    def test_surcharge_is_rounded_up_at_half_a_cent(self):
        line = Line("x", 1, Decimal("1.00"), Decimal("0.145"))
        self.assertEqual(line.surcharge, Decimal("0.15"))

    def test_without_surcharge(self):
        order = {"number": 1, "customer": "c", "lines": [{"sku": "a", "pieces": 3}]}
        self.assertEqual(from_order(order, {"a": Decimal("2.5")}, {}).total, Decimal("7.5"))
