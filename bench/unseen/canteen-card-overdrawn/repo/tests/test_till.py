import unittest

from mensa.cards import Cards, InsufficientFunds
from mensa.till import Till


class TillTest(unittest.TestCase):
    def test_not_by_a_cent(self):
        cards = Cards({"1": 99})
        with self.assertRaises(InsufficientFunds):
            cards.charge("1", 100)
        self.assertEqual(cards.balances, {"1": 99})

    def test_display(self):
        shown = []
        self.assertFalse(Till(Cards({"1": 99}), shown.append).sell("1", 100))
        self.assertEqual(shown, ["NOT SOLD - card 1: 0.01 missing"])
