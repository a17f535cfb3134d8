from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass
class Vehicle:
    plate: str
    start_km: int
    end_km: int
    fuel: list[float] = field(default_factory=list)

    @property
    def driven(self) -> int:
        return self.end_km - self.start_km

    @property
    def consumption(self) -> float:
        """Litres per 100 km to one digit."""
        return round(100 * sum(self.fuel) / self.driven, 1)


def load(path: str) -> list[Vehicle]:
    with open(path, encoding="utf-8") as fh:
        return [Vehicle(**raw) for raw in json.load(fh)]
