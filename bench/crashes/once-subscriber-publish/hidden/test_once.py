import pytest

from eventhub import Bus
from eventhub.demo.checkout import run


def test_once_among_others():
    bus, got = Bus(), []
    bus.subscribe("t", lambda e: got.append(f"a{e}"))
    bus.once("t", lambda e: got.append(f"b{e}"))
    bus.once("t", lambda e: got.append(f"c{e}"))
    bus.subscribe("t", lambda e: got.append(f"d{e}"))
    assert bus.publish("t", 1) == 4
    assert bus.publish("t", 2) == 2
    assert got == ["a1", "b1", "c1", "d1", "a2", "d2"]


def test_added_meanwhile_waits():
    bus, got = Bus(), []
    bus.once("t", lambda e: bus.subscribe("t", lambda e2: got.append(e2)))
    bus.subscribe("t", lambda e: None)
    assert bus.publish("t", 1) == 2
    assert got == []
    bus.publish("t", 2)
    assert got == [2]


def test_errors_of_handlers_are_not_swallowed():
    bus = Bus()

    def bad(event):
        raise RuntimeError("handler failed")

    bus.subscribe("t", bad)
    with pytest.raises(RuntimeError):
        bus.publish("t", 1)


def test_demo():
    assert run(Bus()).messages == ["warehouse: order A-100 is paid", "warehouse: order A-101 is paid"]
