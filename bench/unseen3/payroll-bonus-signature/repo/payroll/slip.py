from decimal import Decimal

from . import components  # noqa: F401, registers them
from .registry import COMPONENTS


def slip(employee, period):
    """Name and amount of everything somebody gets in a period."""
    lines = []
    for function in COMPONENTS:
        amount = function(employee, period)
        if amount is not None:
            lines.append((function.__name__, amount))
    return lines


def total(lines):
    return sum((amount for _, amount in lines), Decimal(0))
