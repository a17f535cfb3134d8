from collections import defaultdict
from decimal import Decimal

from factors import night_factor, overtime_factor

CENT = Decimal("0.01")


def shift_pay(shift):
    factor = overtime_factor(shift.day, shift.hours) * night_factor(shift.start)
    return (shift.hours * shift.rate * factor).quantize(CENT)


def totals(shifts):
    out = defaultdict(Decimal)
    for shift in shifts:
        out[shift.person] += shift_pay(shift)
    return dict(out)
