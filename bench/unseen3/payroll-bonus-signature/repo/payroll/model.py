from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Period:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        year, month = text.split("-")
        return cls(int(year), int(month))

    def __str__(self):
        return f"{self.year:04d}-{self.month:02d}"


@dataclass
class Employee:
    name: str
    since: date
    monthly: Decimal
    overtime: dict[str, int] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, raw: dict) -> Employee:
        return cls(raw["name"], date.fromisoformat(raw["since"]), Decimal(raw["monthly"]), raw.get("overtime", {}))
