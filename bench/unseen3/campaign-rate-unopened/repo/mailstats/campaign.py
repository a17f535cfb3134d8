from __future__ import annotations

from dataclasses import dataclass

from .figures import ratio


@dataclass
class Campaign:
    name: str
    delivered: int = 0
    opened: int = 0
    clicked: int = 0

    def count(self, event: str, number: int):
        if event not in ("delivered", "opened", "clicked"):
            raise ValueError(f"no such event: {event}")
        setattr(self, event, getattr(self, event) + number)

    @property
    def open_rate(self) -> float | None:
        return ratio(self.opened, self.delivered)

    @property
    def click_rate(self) -> float | None:
        return self.clicked / self.opened
