from dispatchd.app import App
from dispatchd.client import Client

ORDER = {"ref": "a", "site": "s", "units": 3, "lane": "day"}


def test_take_and_show():
    client = Client(App())
    assert client.call("POST", "/orders", ORDER) == (201, {"ref": "a", "lane": "day", "due": 9})
    assert client.call("GET", "/lanes") == (200, {"day": ["a"], "night": [], "bulk": []})


def test_invalid():
    client = Client(App())
    assert client.call("POST", "/orders", ORDER | {"lane": "dusk"})[0] == 400
    assert client.call("POST", "/orders", ORDER | {"units": 0})[0] == 400
    assert client.call("POST", "/orders", b"{")[0] == 400


def test_full():
    client = Client(App())
    assert client.call("POST", "/orders", ORDER | {"units": 40})[0] == 201
    assert client.call("POST", "/orders", ORDER)[0] == 409
