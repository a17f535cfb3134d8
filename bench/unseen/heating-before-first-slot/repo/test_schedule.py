from schedule import minutes, mode_at, parse, target_at
from tick import tick

SLOTS = parse(["08:00 20 day", "20:00 16 night"])


def test_mode():
    assert [mode_at(SLOTS, minutes(t)) for t in ("03:00", "08:00", "19:59", "23:00")] == ["night", "day", "day", "night"]


def test_target():
    assert target_at(SLOTS, minutes("12:00")) == 20


def test_tick():
    assert tick("schedule/livingroom.txt", "10:00") == "10:00 eco valve 38%"
