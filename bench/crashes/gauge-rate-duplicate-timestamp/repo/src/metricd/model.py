from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    series: str
    at: float
    value: float
