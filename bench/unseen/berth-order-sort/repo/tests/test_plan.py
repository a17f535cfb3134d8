from kaiplan.plan import timetable

SHIPS = [dict(name="a", eta=8, length=10, draught=3, hours=1), dict(name="b", eta=6, length=20, draught=2, hours=4)]


def names(order):
    return [s["ship"] for s in timetable(SHIPS, order, 1)]


def test_orders():
    assert names("eta") == ["b", "a"]
    assert names("size") == ["b", "a"]
