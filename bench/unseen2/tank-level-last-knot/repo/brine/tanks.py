from __future__ import annotations

import logging
from pathlib import Path

from .curve import Curve, OutsideCurve

log = logging.getLogger("brine")


class Tanks:
    def __init__(self, curves: dict[str, Curve]):
        self.curves = curves
        self.last: dict[str, float] = {}

    @classmethod
    def from_folder(cls, folder: Path) -> Tanks:
        return cls({path.stem: Curve.load(path) for path in sorted(folder.glob("*.csv"))})

    def reading(self, tank: str, height: float) -> float | None:
        """Notes a dip reading; returns the volume, None for readings which cannot be right."""
        try:
            volume = self.curves[tank].volume(height)
        except OutsideCurve as err:
            log.warning("%s: %s", tank, err)
            return None
        self.last[tank] = volume
        return volume

    def fill(self, tank: str) -> float:
        """Between 0 and 1."""
        return self.last.get(tank, 0.0) / self.curves[tank].capacity

    def total(self) -> float:
        return sum(self.last.values())
