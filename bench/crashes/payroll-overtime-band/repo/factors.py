from decimal import Decimal

SUNDAY = 6


def night_factor(start_hour):
    """Supplement for shifts that begin late in the evening or before dawn."""
    factor = Decimal("1")
    if start_hour >= 22 or start_hour < 5:
        factor = Decimal("1.20")
    return factor


def overtime_factor(day, hours):
    """Factor for the whole shift, see POLICY.md."""
    if day.weekday() == SUNDAY:
        factor = Decimal("2")
    elif hours > 10:
        factor = Decimal("1.5")
    elif hours > 8:
        factor = Decimal("1.25")
    return factor
