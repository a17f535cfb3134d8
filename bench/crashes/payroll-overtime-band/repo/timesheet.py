import csv
from collections import namedtuple
from datetime import date
from decimal import Decimal

Shift = namedtuple("Shift", "person day start hours rate")


def read(path):
    with open(path, newline="", encoding="utf-8") as fh:
        for row in csv.DictReader(fh):
            yield Shift(row["person"], date.fromisoformat(row["day"]), int(row["start"]),
                        Decimal(row["hours"]), Decimal(row["rate"]))
