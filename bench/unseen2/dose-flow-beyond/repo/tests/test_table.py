import pytest

from dosepump.meter import flows
from dosepump.pump import Pump
from dosepump.table import strokes


def test_rows():
    assert [strokes(f) for f in (0, 25, 60, 100, 150)] == [0, 9, 20, 36, 60]


def test_between():
    assert strokes(80) == pytest.approx(28)
    assert strokes(149.5) == pytest.approx(59.76)


def test_pump_keeps_fractions():
    pump = Pump()
    assert [pump.minute(0.4) for _ in range(5)] == [0, 0, 1, 0, 1]


def test_meter():
    assert list(flows(["# x\n", "-2\n", "\n", "3 # y\n"])) == [0.0, 3.0]
