import unittest

from stockroom import ratios
from stockroom.movements import Movement


class RatiosTest(unittest.TestCase):
    def test_sell_through(self):
        self.assertEqual(ratios.sell_through(Movement("A", 40, 31, 12, 21)), 0.775)

    def test_sell_through_of_nothing_received(self):
        self.assertEqual(ratios.sell_through(Movement("A", 0, 4, 9, 5)), 0.0)

    def test_fill_rate(self):
        self.assertEqual(ratios.fill_rate(Movement("A", 40, 31, 12, 21)), 0.404)

    def test_turnover(self):
        self.assertEqual(ratios.turnover(Movement("A", 40, 30, 10, 20)), 2.0)


if __name__ == "__main__":
    unittest.main()
