import unittest

from catalogue import Item
from pricing_logic import cents, quote


def item(price, discount):
    return Item(sku="KT-0001", name="Whisk", price=price, discount=discount, stock=3)


class QuoteTest(unittest.TestCase):
    def test_a_discount_divides_the_price(self):
        self.assertEqual(quote(item(25.0, 1.25), 1)["unit_cents"], 2000)

    def test_a_discount_of_one_leaves_the_price(self):
        self.assertEqual(quote(item(18.5, 1.0), 2)["total_cents"], 3700)

    def test_each_piece_is_rounded_before_the_total(self):
        self.assertEqual(quote(item(64.9, 1.1), 3)["total_cents"], 17700)

    def test_cents_are_rounded_half_up(self):
        self.assertEqual(cents(0.125), 13)
