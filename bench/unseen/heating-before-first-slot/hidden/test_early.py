from schedule import minutes, parse, target_at
from tick import tick


def test_last_slot_of_the_evening():
    slots = parse(["06:00 15 a", "08:00 20 b", "20:00 18 c"])
    assert [target_at(slots, minutes(t)) for t in ("00:00", "05:59", "06:00", "08:30", "20:00", "23:59")] == [
        18, 18, 15, 20, 18, 18]


def test_single_slot():
    assert target_at(parse(["12:00 19 x"]), 0) == 19


def test_morning():
    assert tick("schedule/livingroom.txt", "05:10") == "05:10 night valve 12%"
