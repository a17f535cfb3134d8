import unittest

from windwatch.bulletin import bulletin
from windwatch.stations import Buoy, LandStation


class StationTest(unittest.TestCase):
    def test_land(self):
        self.assertEqual(LandStation("x").gust({"mean": 4, "gust": 9.96}), 10.0)
        self.assertTrue(LandStation("x").warns({"mean": 4, "gust": 20}))

    def test_buoy(self):
        self.assertEqual(Buoy("b").gust({"mean": 10, "gust": 20}), 21.0)

    def test_bulletin_is_sorted(self):
        text = bulletin("h", [("a", 3.0, False), ("b", 25.0, True)])
        self.assertEqual(text.splitlines()[1][:3], "! b")
