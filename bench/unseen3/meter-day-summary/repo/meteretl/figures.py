from __future__ import annotations

from typing import Iterable

from .model import Reading, Summary

HOURS_PER_READING = 0.25


def summarise(meter: str, readings: Iterable[Reading]) -> Summary | None:
    """The figures of a meter's day, None without readings."""
    energy = sum(reading.watts for reading in readings) * HOURS_PER_READING
    if not readings:
        return None
    peak = max(readings, key=lambda reading: reading.watts)
    return Summary(meter, sum(1 for _ in readings), energy, peak.watts, peak.at)


def profile(readings: Iterable[Reading]) -> dict[int, float]:
    """Mean power by hour of the day."""
    readings = list(readings)
    hours = {}
    for hour in sorted({reading.at.hour for reading in readings}):
        values = [reading.watts for reading in readings if reading.at.hour == hour]
        hours[hour] = sum(values) / len(values)
    return hours
