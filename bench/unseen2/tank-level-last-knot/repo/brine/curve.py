"""Dip readings to volumes."""
from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path


class OutsideCurve(ValueError):
    """A reading the surveyor has not measured."""


@dataclass(frozen=True)
class Curve:
    heights: tuple[float, ...]
    volumes: tuple[float, ...]

    @classmethod
    def load(cls, path: Path) -> Curve:
        with open(path, newline="") as fp:
            points = sorted((float(row["cm"]), float(row["m3"])) for row in csv.DictReader(fp))
        if len(points) < 2:
            raise ValueError(f"{path}: a curve has two points at least")
        heights, volumes = zip(*points)
        return cls(heights, volumes)

    @property
    def capacity(self) -> float:
        return self.volumes[-1]

    def volume(self, height: float) -> float:
        """Cubic metres at a height in cm, straight lines between the points."""
        if height < self.heights[0] or height > self.heights[-1]:
            raise OutsideCurve(f"{height} cm is not within {self.heights[0]}..{self.heights[-1]} cm")
        upper = bisect_right(self.heights, height)
        h0, h1 = self.heights[upper - 1], self.heights[upper]
        v0, v1 = self.volumes[upper - 1], self.volumes[upper]
        return v0 + (v1 - v0) * (height - h0) / (h1 - h0)
