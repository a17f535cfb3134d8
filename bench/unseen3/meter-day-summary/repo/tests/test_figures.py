from datetime import datetime

from meteretl.figures import profile, summarise
from meteretl.model import Reading


def readings(*watts):
    return [Reading("M", datetime(2025, 1, 1, n // 4, n % 4 * 15), w) for n, w in enumerate(watts)]


def test_summary():
    got = summarise("M", readings(100, 300, 200))
    assert (got.readings, got.watt_hours, got.peak_watts) == (3, 150.0, 300)
    assert got.peak_at == datetime(2025, 1, 1, 0, 15)


def test_no_readings():
    assert summarise("M", []) is None


def test_profile():
    assert profile(iter(readings(1, 2, 3, 4, 10))) == {0: 2.5, 1: 10}
