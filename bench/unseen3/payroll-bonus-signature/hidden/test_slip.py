import json
from datetime import date
from decimal import Decimal

import pytest

from payroll.model import Employee, Period
from payroll.slip import slip, total


def lines(since, period, **kwargs):
    return slip(Employee("E", date.fromisoformat(since), Decimal("1000.00"), **kwargs), Period.parse(period))


BONUS = ("anniversary", Decimal("100.00"))


@pytest.mark.parametrize("since, period, paid", [
    ("2015-03-16", "2025-03", True),
    ("2015-03-16", "2020-03", True),
    ("2015-03-16", "2035-03", True),
    ("2015-03-16", "2024-03", False),
    ("2015-03-16", "2025-04", False),
    ("2015-03-16", "2025-02", False),
    ("2015-03-16", "2015-03", False),
    ("2015-03-16", "2010-03", False),
    ("2004-12-31", "2014-12", True),
])
def test_anniversary_in_its_period(since, period, paid):
    assert lines(since, period) == [("salary", Decimal("1000.00"))] + [BONUS] * paid


def test_staff():
    with open("staff.json") as fp:
        staff = [Employee.from_dict(raw) for raw in json.load(fp)]
    totals = [total(slip(e, Period(2025, 3))) for e in staff]
    assert totals == [Decimal("3300.00"), Decimal("4200.00"), Decimal("2950.00")]


def test_overtime_stays():
    assert lines("2019-07-01", "2025-03", overtime={"2025-03": 16}) == [
        ("salary", Decimal("1000.00")), ("overtime", Decimal("125.00"))]
