import pytest

from steam.booking import book
from steam.errors import Declined


def test_a_slot():
    assert book({"room": "birch", "hour": "18", "guests": "4"}, {}) == {"room": "birch", "hour": "18", "guests": 4, "free": 2}


def test_full():
    with pytest.raises(Declined):
        book({"room": "smoke", "hour": "18", "guests": "3"}, {("smoke", "18"): 2})


def test_no_hour():
    with pytest.raises(Declined):
        book({"room": "birch", "guests": "1"}, {})


def test_large_party():
    with pytest.raises(Declined):
        book({"room": "lake", "hour": "9", "guests": "13"}, {})
