from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass
class Recipe:
    slug: str
    title: str
    minutes: int
    votes: list[int] = field(default_factory=list)

    @property
    def rating(self) -> float | None:
        """Mean of the stars to one digit."""
        return round(sum(self.votes) / len(self.votes), 1)

    @property
    def quick(self) -> bool:
        return self.minutes <= 30


def load(path: str) -> list[Recipe]:
    with open(path, encoding="utf-8") as fh:
        return [Recipe(**raw) for raw in json.load(fh)]
