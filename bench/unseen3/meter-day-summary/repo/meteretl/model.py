from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reading:
    meter: str
    at: datetime
    watts: int


@dataclass(frozen=True)
class Summary:
    meter: str
    readings: int
    watt_hours: float
    peak_watts: int
    peak_at: datetime
