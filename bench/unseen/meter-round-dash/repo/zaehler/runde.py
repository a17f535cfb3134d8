from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Reading:
    meter: str
    before: int
    now: int


def reading(text: str) -> Reading:
    meter, before, now = text.split()
    return Reading(meter, int(before), int(now))


def read(lines):
    """Title and readings of a round sheet."""
    title, readings = None, []
    for line in lines:
        line = line.partition("#")[0].strip()
        if not line:
            continue
        if title is None:
            title = line
        else:
            readings.append(reading(line))
    return title, readings
