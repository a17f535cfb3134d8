"""Sums of an invoice.

Money is Decimal, rounded to the cent, half up, once at each step that is printed. No binary float may get into a sum.
"""
from decimal import ROUND_HALF_UP, Decimal

from billing.tariff import TARIFF

CENT = Decimal("0.01")


def cents(amount):
    """
    >>> cents(Decimal("1.005"))
    Decimal('1.01')
    """
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def net(lines):
    return sum((count * Decimal(price) for _, count, price in lines), Decimal("0.00"))


def rebate(amount, customer):
    """What is taken off the net amount for this customer."""
    share = TARIFF["rebates"].get(customer)
    if share is None:
        return Decimal("0.00")
    return cents(amount * share)


def vat(amount):
    return cents(amount * Decimal(str(TARIFF["vat"])))
