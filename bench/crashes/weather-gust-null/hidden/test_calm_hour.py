import json

from windwatch.collect import rows
from windwatch.stations import Buoy, LandStation


def test_land_station_takes_the_mean():
    assert LandStation("x").gust({"mean": 6.44, "gust": None}) == 6.4
    assert LandStation("x").warns({"mean": 20.5, "gust": None})
    assert not LandStation("x").warns({"mean": 19.5, "gust": None})


def test_other_readings_unchanged():
    assert LandStation("x").gust({"mean": 4, "gust": 9.96}) == 10.0
    assert Buoy("b").gust({"mean": 10.0, "gust": None}) == 10.5


def test_whole_hour():
    with open("samples/2024-11-03T06.json") as fh:
        got = list(rows(json.load(fh)["observations"]))
    assert got == [("B-62", 12.6, False), ("Skagen", 6.4, False), ("Hirtshals", 21.5, True)]
