from metricd.counters import increase, rate
from metricd.model import Sample


def test_rate():
    assert rate(Sample("a", 0.0, 10), Sample("a", 5.0, 20)) == 2.0


def test_flat_counter_has_a_rate_of_zero():
    assert rate(Sample("a", 0.0, 10), Sample("a", 5.0, 10)) == 0.0


def test_reset():
    assert increase(Sample("a", 0.0, 10), Sample("a", 5.0, 2)) is None
    assert rate(Sample("a", 0.0, 10), Sample("a", 5.0, 2)) is None
