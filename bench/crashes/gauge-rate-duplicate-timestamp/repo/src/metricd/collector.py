from __future__ import annotations

from collections import defaultdict
from typing import Dict, List

from metricd.counters import rate
from metricd.model import Sample


class Collector:
    """Keeps the last sample of each series and the rates seen so far."""

    def __init__(self) -> None:
        self._last: Dict[str, Sample] = {}
        self.rates: Dict[str, List[float]] = defaultdict(list)

    async def accept(self, sample: Sample) -> None:
        previous = self._last.get(sample.series)
        self._last[sample.series] = sample
        if previous is not None:
            self._note(previous, sample)

    def _note(self, previous: Sample, sample: Sample) -> None:
        per_second = rate(previous, sample)
        if per_second is not None:
            self.rates[sample.series].append(per_second)
