from dataclasses import dataclass
from typing import Iterable, Optional

from .readings import Reading


@dataclass(frozen=True)
class Summary:
    count: int
    mean: float
    peak: Reading


def summarise(readings: Iterable[Reading]) -> Optional[Summary]:
    """Count, mean and the first highest reading; None for a gauge that was silent."""
    count = total = 0
    for reading in readings:
        count += 1
        total += reading.cm
    if not count:
        return None
    peak = max(readings, key=lambda r: r.cm)
    return Summary(count, total / count, peak)
