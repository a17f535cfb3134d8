import json
import logging
import sys

from . import manifest, report, slips
from .models import Order

log = logging.getLogger("fulfil")


def load(path):
    with open(path, encoding="utf-8") as fp:
        return [Order.from_dict(raw) for raw in json.load(fp)]


def main(argv):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    orders = load(argv[0])
    log.info("%d orders in %s", len(orders), argv[0])
    for order in orders:
        print(slips.slip(order))
        print("-" * 40)
    count = manifest.write(orders, sys.stdout)
    log.info("%d parcels for the carrier", count)
    print(report.day_report(orders))


if __name__ == "__main__":
    main(sys.argv[1:])
