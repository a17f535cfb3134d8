import unittest

import units


class UnitsTest(unittest.TestCase):
    def test_per_unit(self):
        self.assertEqual(units.per_unit(36.0, 12), 3.0)

    def test_turnover(self):
        self.assertEqual(units.turnover(5, 20), 0.25)
