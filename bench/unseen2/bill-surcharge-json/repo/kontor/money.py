from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Commercial rounding."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def show(amount: Decimal) -> str:
    return f"{cents(amount):>10} EUR"
