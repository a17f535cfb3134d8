from __future__ import annotations

from datetime import datetime

from .practice import NotFree, Practice, Slot


def describe(slot: Slot | None) -> str:
    if slot is None:
        return "nothing free"
    return f"{slot.dentist} {slot.start:%a %d.%m. %H:%M}-{slot.end:%H:%M}"


def command(practice: Practice, line: str) -> str:
    """What the desk shows for a line typed in."""
    verb, who, *rest = line.split()
    if verb == "first":
        return describe(practice.earliest_anywhere() if who == "*" else practice.earliest(who))
    if verb == "take":
        try:
            return "taken: " + describe(practice.take(who, datetime.fromisoformat(rest[0])))
        except NotFree as err:
            return f"not free: {err}"
    if verb == "list":
        return "\n".join(map(describe, practice.of(who))) or describe(None)
    return "first WHO|*, take WHO WHEN, list WHO"
