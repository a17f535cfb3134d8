"""Reading of the firing log."""
import csv
from collections import namedtuple

Firing = namedtuple("Firing", "kiln kwh pieces hours peak")


def read(path):
    """Yields one Firing for each line of the log."""
    with open(path, newline="") as handle:
        for row in csv.DictReader(handle):
            yield Firing(row["kiln"], *(int(row[name]) for name in Firing._fields[1:]))
