from datetime import date
from decimal import Decimal

from factors import overtime_factor
from pay import shift_pay, totals
from timesheet import Shift, read


def test_plain_shift_gets_plain_rate():
    for hours in ("8", "7.5", "1"):
        assert overtime_factor(date(2024, 5, 7), Decimal(hours)) == 1


def test_night_comes_on_top():
    assert shift_pay(Shift("a", date(2024, 5, 7), 22, Decimal("7.5"), Decimal("21"))) == Decimal("189.00")


def test_bands_unchanged():
    day = date(2024, 5, 7)
    assert overtime_factor(day, Decimal("8.25")) == Decimal("1.25")
    assert overtime_factor(day, Decimal("10.25")) == Decimal("1.5")
    assert overtime_factor(date(2024, 5, 12), Decimal("3")) == 2


def test_week_19():
    assert totals(read("timesheets/2024-w19.csv")) == {
        "Okafor": Decimal("437.00"), "Lindqvist": Decimal("189.00")}
