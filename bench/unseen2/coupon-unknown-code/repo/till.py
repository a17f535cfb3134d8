import json
import logging
import sys

from couponbar.bill import bill
from couponbar.coupons import Coupons

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def main():
    coupons = Coupons()
    total = 0
    for line in sys.stdin:
        made = bill(json.loads(line), coupons)
        logging.info("table %d: %.2f", made.table, made.due / 100)
        total += made.due
    print(f"takings {total / 100:.2f}")


main()
