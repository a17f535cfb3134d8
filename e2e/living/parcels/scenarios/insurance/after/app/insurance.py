"""What it costs to insure a parcel."""

from app.amounts import cents

LEAST = 150


def premium(row: dict[str, str]) -> int:
    """Two percent of the declared value, and not less than the least premium."""
    value = cents(row["value"])
    return max(value * 2 // 100, LEAST)
