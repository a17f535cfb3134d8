import pytest

from lobbyhub import Hub
from lobbyhub.hub import NotHere


@pytest.fixture
def hub():
    hub = Hub(clock=lambda: hub.now)
    hub.now = 0
    return hub


def test_last_one_closes_the_room(hub):
    hub.join("tea", "a")
    hub.join("tea", "b")
    hub.leave("tea", "a")
    assert hub.fetch("b") == ["[tea] a left"]
    hub.leave("tea", "b")
    assert hub.rooms == {}


def test_strangers(hub):
    with pytest.raises(NotHere):
        hub.leave("tea", "a")
    with pytest.raises(NotHere):
        hub.touch("tea", "a")


def test_sweep_of_lively_rooms(hub):
    hub.join("tea", "a")
    hub.now = 30
    assert hub.sweep() == 0
    assert "a" in hub.rooms["tea"]
