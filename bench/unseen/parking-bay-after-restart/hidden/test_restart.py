import pytest

from garage import Garage, Tariff
from gate import play


@pytest.fixture
def garage():
    g = Garage(Tariff.load("tariff.json"))
    g.restore("state/0640.json")
    return g


def test_leave_after_restart(garage):
    assert garage.leave(12, 482) == ("HH-KL 77", 380)
    assert len(garage.bays) == 1


def test_still_taken(garage):
    with pytest.raises(RuntimeError):
        garage.enter(31, "X", 500)


def test_enter_and_leave(garage):
    garage.enter(7, "N", 401)
    assert garage.leave(7, 430) == ("N", 200)
    with pytest.raises(KeyError):
        garage.leave(99, 500)


def test_round_trip(garage, tmp_path):
    garage.enter(7, "N", 401)
    garage.save(tmp_path / "s.json")
    again = Garage(garage.tariff)
    again.restore(tmp_path / "s.json")
    assert again.leave(7, 402) == ("N", 200)
    assert again.leave(31, 402) == ("PI-AA 4", 200)


def test_events(garage):
    with open("events/0641.txt") as fp:
        play(garage, fp)
    assert len(garage.bays) == 1
