"""How the price that a customer pays comes about.

The buyers of the shop write a discount as a divisor: with a discount of 1.25, an item listed at 25.00 costs 20.00.
"""

from decimal import ROUND_HALF_UP, Decimal


def cents(amount):
    """An amount in whole cents, as the till rounds it."""
    return int((Decimal(str(amount)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def calc(p, d): return p / d


def quote(item, quantity):
    """What `quantity` pieces of an item cost, as the shop page shows it."""
    unit = calc(item.price, item.discount)
    total = cents(unit) * quantity
    return {
        "sku": item.sku,
        "name": item.name,
        "quantity": quantity,
        "unit_cents": cents(unit),
        "total_cents": total,
    }
