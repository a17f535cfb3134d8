from datetime import datetime

from load_day import load
from meteretl.clean import clean
from meteretl.figures import summarise
from meteretl.model import Reading
from meteretl.target import Target


def readings(*watts):
    return [Reading("M", datetime(2025, 1, 1, n // 4, n % 4 * 15), w) for n, w in enumerate(watts)]


def test_day():
    target = Target()
    assert load("incoming/2025-01-14.csv", target) == ["M-100", "M-200"]
    assert target.summaries() == [
        ("M-100", 3, 733.75, 2140, "2025-01-14T17:45:00"),
        ("M-200", 2, 56.25, 130, "2025-01-14T17:45:00"),
    ]
    assert target.profiles() == [("M-100", 0, 397.5), ("M-100", 17, 2140.0), ("M-200", 0, 95.0), ("M-200", 17, 130.0)]


def test_generator_and_list_alike():
    data = readings(5, 7, -1, 7, 6)
    assert summarise("M", clean(data)) == summarise("M", [r for r in data if r.watts >= 0])
    assert summarise("M", iter(readings(5, 7))).readings == 2


def test_nothing_usable():
    assert summarise("M", clean(readings(-1, -1))) is None
    assert summarise("M", iter([])) is None


def test_zero_is_a_reading():
    got = summarise("M", clean(readings(0, 0)))
    assert (got.readings, got.watt_hours, got.peak_watts) == (2, 0.0, 0)
