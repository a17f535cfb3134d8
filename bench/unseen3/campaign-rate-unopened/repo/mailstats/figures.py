from __future__ import annotations


def ratio(part: int, whole: int) -> float | None:
    """The share; None when there is no whole."""
    return part / whole if whole else None


def average(values) -> float | None:
    """The mean of those that exist."""
    known = [value for value in values if value is not None]
    return ratio(sum(known), len(known))
