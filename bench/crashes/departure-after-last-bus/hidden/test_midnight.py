from busboard.server import next_bus
from busboard.timetable import Timetable


def test_first_of_the_next_day():
    table = Timetable([600, 300, 900])
    assert table.following(901) == 300 + 1440
    assert table.following(1439) == 1740
    assert table.wait(1430) == 310


def test_same_day_as_before():
    table = Timetable([600, 300, 900])
    assert [table.following(m) for m in (0, 300, 301, 900)] == [300, 300, 600, 900]


def test_page():
    assert next_bus("harbour", "12", "23:50") == {
        "line": "12", "departure": "05:10", "wait": 320, "missed": "22:45"}
