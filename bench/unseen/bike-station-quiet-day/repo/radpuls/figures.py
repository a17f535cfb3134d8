from __future__ import annotations

import statistics
from collections.abc import Sequence


def longest(minutes: Sequence[float]) -> float | None:
    return max(minutes, default=None)


def median(minutes: Sequence[float]) -> float | None:
    if not minutes:
        return None
    return statistics.median(minutes)


def mean(minutes: Sequence[float]) -> float | None:
    return statistics.mean(minutes)


COLUMNS = {"trips": len, "mean": mean, "median": median, "longest": longest}
