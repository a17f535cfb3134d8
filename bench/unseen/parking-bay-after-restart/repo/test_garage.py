import unittest

from garage import Garage, Tariff
from gate import play


class GarageTest(unittest.TestCase):
    def setUp(self):
        self.garage = Garage(Tariff.load("tariff.json"))

    def test_stay(self):
        self.garage.enter(3, "A", 0)
        self.assertEqual(self.garage.leave(3, 61), ("A", 380))
        self.assertNotIn(3, self.garage.bays)

    def test_taken(self):
        play(self.garage, ["10:00 in 5 B 1"])
        with self.assertRaises(RuntimeError):
            play(self.garage, ["10:01 in 5 B 2"])
