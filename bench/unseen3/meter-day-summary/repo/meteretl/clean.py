from typing import Iterable, Iterator

from .model import Reading

# what a meter sends when it has just been switched on
NO_VALUE = -1


def clean(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Takes out values that are none and repeated transmissions."""
    seen = set()
    for reading in readings:
        if reading.watts == NO_VALUE or reading.at in seen:
            continue
        seen.add(reading.at)
        yield reading
