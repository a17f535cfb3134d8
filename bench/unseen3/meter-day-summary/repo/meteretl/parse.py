import csv
from datetime import datetime
from typing import Iterator

from .model import Reading


def parse(path) -> Iterator[Reading]:
    with open(path, newline="") as fp:
        for row in csv.DictReader(fp):
            yield Reading(row["meter"], datetime.fromisoformat(row["at"]), int(row["watts"]))
