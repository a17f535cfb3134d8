import json

from kaiplan.orders import ORDERS
from kaiplan.plan import timetable


def fleet():
    with open("fleet/monday.json") as f:
        return json.load(f)


def test_deepest_first():
    assert [s["name"] for s in ORDERS["draught"](fleet())] == ["Bolt Trader", "Sirius", "Hanne"]


def test_table():
    assert [s["ship"] for s in timetable(fleet(), "draught")] == ["Bolt Trader", "Sirius", "Hanne"]


def test_announcement_stays():
    ships = fleet()
    ORDERS["draught"](ships)
    assert ships == fleet()
