from datetime import date
from decimal import Decimal

from payroll.components import overtime, salary
from payroll.model import Employee, Period

BOB = Employee("Bob", date(2018, 5, 1), Decimal("3200.00"), {"2025-02": 4})


def test_salary():
    assert salary(BOB, Period(2025, 2)) == Decimal("3200.00")


def test_overtime():
    assert overtime(BOB, Period(2025, 2)) == Decimal("100.00")
    assert overtime(BOB, Period(2025, 3)) is None
