import unittest

from kilnlog import figures
from kilnlog.firings import Firing


class FiguresTest(unittest.TestCase):
    firing = Firing("small", 30, 12, 8, 1240)

    def test_heating_rate(self):
        self.assertEqual(figures.heating_rate(self.firing), 155.0)

    def test_power(self):
        self.assertEqual(figures.power(self.firing), 3.75)

    def test_energy_per_piece(self):
        self.assertEqual(figures.energy_per_piece(self.firing), 2.5)


if __name__ == "__main__":
    unittest.main()
