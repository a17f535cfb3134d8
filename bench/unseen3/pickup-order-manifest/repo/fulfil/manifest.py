"""The file for the carrier."""
import csv
from typing import Iterable, Iterator

from .models import Order

# grams the box and the padding weigh
TARE = 150
HEADER = ("parcel", "order", "name", "city", "postcode", "grams")


def rows(orders: Iterable[Order]) -> Iterator[tuple]:
    """One row for each parcel."""
    for number, order in enumerate(orders, 1):
        yield (number, order.id, order.customer, order.address.city, order.address.postcode, order.grams + TARE)


def write(orders: Iterable[Order], stream) -> int:
    """Writes the manifest and returns how many parcels are in it."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(HEADER)
    count = 0
    for row in rows(orders):
        writer.writerow(row)
        count += 1
    return count
