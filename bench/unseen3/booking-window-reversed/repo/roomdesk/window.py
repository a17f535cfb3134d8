from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class BadRequest(ValueError):
    """The client has to send something else."""


@dataclass(frozen=True, order=True)
class Window:
    start: datetime
    end: datetime

    def __post_init__(self):
        if self.end <= self.start:
            raise BadRequest(f"the window ends at {self.end:%H:%M}, before or when it starts at {self.start:%H:%M}")

    @classmethod
    def parse(cls, start: str, end: str) -> Window:
        try:
            moments = [datetime.strptime(text, "%Y-%m-%dT%H:%M") for text in (start, end)]
        except (TypeError, ValueError):
            raise BadRequest("times look like 2025-06-02T09:00") from None
        return cls(*moments)

    def overlaps(self, other: Window) -> bool:
        return self.start < other.end and other.start < self.end

    def __str__(self):
        return f"{self.start:%Y-%m-%dT%H:%M}/{self.end:%H:%M}"
