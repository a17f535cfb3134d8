import pytest

from steam.booking import book
from steam.errors import Declined


@pytest.mark.parametrize("room, free", [("birch", 4), ("smoke", 2), ("lake", 10)])
def test_two_guests_where_nobody_says(room, free):
    assert book({"room": room, "hour": "20"}, {}) == {"room": room, "hour": "20", "guests": 2, "free": free}


def test_full_for_two():
    with pytest.raises(Declined):
        book({"room": "smoke", "hour": "20"}, {("smoke", "20"): 3})


def test_said():
    assert book({"room": "lake", "hour": "7", "guests": " 5 "}, {})["guests"] == 5
