"""Arithmetic on monotone counters."""
from __future__ import annotations

from typing import Optional

from metricd.model import Sample


def increase(earlier: Sample, later: Sample) -> Optional[float]:
    """What was added between the samples, or None after a counter reset."""
    if later.value < earlier.value:
        return None
    return later.value - earlier.value


def rate(earlier: Sample, later: Sample) -> Optional[float]:
    """Increase per second, or None where the two samples do not give one."""
    added = increase(earlier, later)
    if added is None:
        return None
    return added / (later.at - earlier.at)
