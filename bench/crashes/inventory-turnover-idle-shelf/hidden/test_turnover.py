import pytest

from stockroom import ratios, report
from stockroom.movements import Movement, read


@pytest.mark.parametrize("move", [Movement("A", 0, 0, 0, 0), Movement("B", 25, 25, 0, 0)])
def test_no_average_stock_is_a_zero_float(move):
    got = ratios.turnover(move)
    assert got == 0.0 and isinstance(got, float)


def test_every_line_is_kept():
    lines = report.build(read("data/movements.csv"))
    assert [entry["sku"] for entry in lines] == ["KET-100", "KET-200", "LMP-010", "LMP-011"]
    assert [entry["turnover"] for entry in lines] == [1.879, 0.571, 0.0, 0.0]
    assert lines[3]["sell_through"] == 1.0


def test_small_stock_is_not_touched():
    assert ratios.turnover(Movement("A", 0, 1, 1, 0)) == 2.0
