import pytest

from courierhooks.backoff import wait_seconds
from courierhooks.caching import fresh_for
from courierhooks.sender import Delivery, Sender


@pytest.mark.parametrize("headers,expected", [({}, 30), ({"Retry-After": "7"}, 7), ({"Retry-After": "99999"}, 3600)])
def test_wait(headers, expected):
    assert wait_seconds(headers, 0) == expected


def test_expires():
    headers = {"Expires": "Thu, 01 Jan 1970 00:10:00 GMT"}
    assert fresh_for(headers, 570) == 30
    assert fresh_for(headers, 700) == 0


def test_due():
    now = [0]
    sender = Sender(lambda u, b: (503, {"Retry-After": "10"}), lambda: now[0])
    assert not sender.offer(Delivery("u", b""))
    assert sender.due() == []
    now[0] = 10
    assert len(sender.due()) == 1
