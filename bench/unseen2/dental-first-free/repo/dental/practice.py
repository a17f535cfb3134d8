from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta


class NotFree(Exception):
    pass


@dataclass(frozen=True)
class Slot:
    dentist: str
    start: datetime
    length: timedelta

    @property
    def end(self) -> datetime:
        return self.start + self.length


class Practice:
    def __init__(self, dentists: list[str], slots: list[Slot]):
        self.dentists = dentists
        self.slots = slots

    @classmethod
    def load(cls, path: str) -> Practice:
        with open(path) as fp:
            plan = json.load(fp)
        length = timedelta(minutes=plan["minutes"])
        return cls(sorted(plan["free"]), [Slot(dentist, datetime.fromisoformat(text), length)
                                          for dentist, starts in plan["free"].items() for text in starts])

    def of(self, dentist: str) -> list[Slot]:
        return [slot for slot in self.slots if slot.dentist == dentist]

    def earliest(self, dentist: str) -> Slot | None:
        """The first free slot of a dentist."""
        return min(self.of(dentist), key=lambda slot: slot.start)

    def earliest_anywhere(self) -> Slot | None:
        """The first free slot of the house."""
        return min((self.earliest(dentist) for dentist in self.dentists), key=lambda slot: slot.start)

    def take(self, dentist: str, start: datetime) -> Slot:
        for slot in self.of(dentist):
            if slot.start == start:
                self.slots.remove(slot)
                return slot
        raise NotFree(f"{dentist} at {start:%d.%m. %H:%M}")
