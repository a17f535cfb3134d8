import pytest

from roomdesk.handler import Handler
from roomdesk.rooms import Rooms

GOOD = {"op": "book", "room": "blue", "from": "2025-06-02T09:00", "to": "2025-06-02T10:00", "by": "kim"}


@pytest.fixture
def handler():
    return Handler(Rooms(["blue", "green"]))


def test_book(handler):
    assert handler.answer(GOOD) == {"status": 200, "booked": "2025-06-02T09:00/10:00"}
    assert handler.answer(GOOD)["status"] == 409
    assert handler.answer(GOOD | {"room": "green"})["status"] == 200
    assert handler.answer({"op": "list", "room": "blue"})["bookings"] == [("2025-06-02T09:00/10:00", "kim")]


@pytest.mark.parametrize("wrong", [
    {"to": "2025-06-02T08:00"}, {"to": "2025-06-02T09:00"}, {"to": None}, {"from": "9 o'clock"},
    {"room": "red"}, {"by": ""}, {"op": "paint"},
])
def test_refused(handler, wrong):
    assert handler.answer(GOOD | wrong)["status"] == 422
    assert handler.answer({"op": "list", "room": "blue"})["bookings"] == []
