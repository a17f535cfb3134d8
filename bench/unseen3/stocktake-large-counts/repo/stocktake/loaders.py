import csv
from collections import Counter

from .fields import whole


def load_deliveries(path):
    received = Counter()
    with open(path, newline="") as fp:
        for row in csv.DictReader(fp):
            received[row["sku"]] += whole(row["received"])
    return received


def load_stock(path):
    """Units by article, all bins together."""
    stock = Counter()
    with open(path, newline="") as fp:
        for row in csv.DictReader(fp):
            stock[row["sku"]] += int(row["on_hand"])
    return stock
