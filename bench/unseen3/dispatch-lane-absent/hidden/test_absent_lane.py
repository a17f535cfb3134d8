import pytest

from dispatchd.app import App
from dispatchd.client import Client


@pytest.fixture
def client():
    return Client(App())


def order(**fields):
    return {"ref": "x", "site": "s", "units": 300} | fields


@pytest.mark.parametrize("extra", [{}, {"lane": None}, {"note": "door 4"}])
def test_bulk(client, extra):
    assert client.call("POST", "/orders", order(**extra)) == (201, {"ref": "x", "lane": "bulk", "due": 72})
    assert client.call("GET", "/lanes") == (200, {"day": [], "night": [], "bulk": ["x"]})


@pytest.mark.parametrize("lane, due", [("night", 20), ("bulk", 72)])
def test_given(client, lane, due):
    assert client.call("POST", "/orders", order(units=1, lane=lane)) == (201, {"ref": "x", "lane": lane, "due": due})


@pytest.mark.parametrize("lane", ["", "dusk", 3])
def test_wrong_lane(client, lane):
    assert client.call("POST", "/orders", order(lane=lane))[0] == 400


def test_full(client):
    assert client.call("POST", "/orders", order(units=4999))[0] == 201
    assert client.call("POST", "/orders", order(units=2)) == (409, {"error": "bulk is full"})


@pytest.mark.parametrize("field", ["ref", "site", "units"])
def test_required(client, field):
    body = order(lane="day", units=1)
    del body[field]
    assert client.call("POST", "/orders", body)[0] == 400
