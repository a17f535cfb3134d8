"""Amounts as clerks write them."""

from decimal import Decimal


def cents(text: str) -> int:
    """Cents of an amount: 12.50 and 12,50 are the same."""
    return int(Decimal(text.replace(",", ".")) * 100)
