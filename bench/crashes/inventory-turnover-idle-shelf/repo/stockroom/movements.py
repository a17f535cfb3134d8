"""Reading of the movements export."""
import csv
from collections import namedtuple

Movement = namedtuple("Movement", "sku received sold opening closing")


def read(path):
    """Yields one Movement for each line of the export."""
    with open(path, newline="") as handle:
        for row in csv.DictReader(handle):
            yield Movement(row["sku"], *(int(row[name]) for name in Movement._fields[1:]))
