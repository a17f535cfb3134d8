import csv
from dataclasses import dataclass
from typing import Iterable, Iterator


@dataclass(frozen=True)
class Reading:
    time: str
    cm: int


def read(path) -> Iterator[Reading]:
    with open(path, newline="") as fp:
        for row in csv.DictReader(fp, delimiter=";"):
            if row["cm"]:
                yield Reading(row["time"], int(row["cm"]))


def plausible(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Without the values of a frozen or dry sensor."""
    return (r for r in readings if -50 <= r.cm <= 900)
