import sys
from collections import Counter

from . import returns, shipments
from .messages import read

READERS = {"shipment": shipments.movements, "return": returns.movements}


def book(message, stock):
    for sku, change in READERS[message["kind"]](message):
        stock[sku] += change


def main(paths):
    stock = Counter()
    for path in paths:
        message = read(path)
        print(f"INFO {message['kind']} {message['id']} version {message['version']}")
        book(message, stock)
    for sku, change in sorted(stock.items()):
        print(f"{sku} {change:+d}")


if __name__ == "__main__":
    main(sys.argv[1:])
