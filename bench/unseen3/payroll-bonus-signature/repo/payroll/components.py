from datetime import date
from decimal import Decimal

from .registry import component

HOURS_PER_MONTH = 160
OVERTIME_FACTOR = Decimal("1.25")
ANNIVERSARY_YEARS = 5
ANNIVERSARY_BONUS = Decimal("100.00")


@component
def salary(employee, period):
    return employee.monthly


@component
def overtime(employee, period):
    hours = employee.overtime.get(str(period), 0)
    if not hours:
        return None
    return (employee.monthly / HOURS_PER_MONTH * hours * OVERTIME_FACTOR).quantize(Decimal("0.01"))


@component
def anniversary(employee):
    today = date.today()
    years = today.year - employee.since.year
    if today.month != employee.since.month or years <= 0 or years % ANNIVERSARY_YEARS:
        return None
    return ANNIVERSARY_BONUS
