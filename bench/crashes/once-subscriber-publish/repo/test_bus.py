from eventhub import Bus
from eventhub.outbox import Outbox


def test_order():
    bus, got = Bus(), []
    bus.subscribe("t", lambda e: got.append(("a", e)))
    bus.subscribe("t", lambda e: got.append(("b", e)))
    assert bus.publish("t", 1) == 2
    assert got == [("a", 1), ("b", 1)]


def test_unsubscribe():
    bus = Bus()
    token = bus.subscribe("t", print)
    bus.unsubscribe("t", token)
    bus.unsubscribe("t", token)
    assert bus.publish("t", 1) == 0


def test_outbox():
    bus = Bus()
    box = Outbox(bus, "x")
    bus.publish("order.paid", {"order": 3})
    assert box.messages == ["x: order 3 is paid"]
