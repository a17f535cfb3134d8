from datetime import date
from decimal import Decimal

import pytest

from factors import night_factor, overtime_factor
from pay import totals
from timesheet import read


@pytest.mark.parametrize("day,hours,expected", [
    (date(2024, 5, 5), Decimal("4"), "2"),
    (date(2024, 5, 6), Decimal("10.5"), "1.5"),
    (date(2024, 5, 6), Decimal("10"), "1.25"),
])
def test_overtime(day, hours, expected):
    assert overtime_factor(day, hours) == Decimal(expected)


def test_night():
    assert night_factor(23) == Decimal("1.20")
    assert night_factor(12) == 1


def test_week_18():
    assert totals(read("timesheets/2024-w18.csv")) == {
        "Okafor": Decimal("218.50"), "Lindqvist": Decimal("252.00")}
