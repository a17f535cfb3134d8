import argparse
import json
import sys

from .carriers import CARRIERS
from .parcel import Parcel


def quote(order):
    parcel = Parcel.from_order(order)
    wanted = order.get("carriers") or sorted(CARRIERS)
    return {code: str(CARRIERS[code].price(parcel)) for code in wanted}


def main(argv=None):
    ap = argparse.ArgumentParser(prog="quote")
    ap.add_argument("orders")
    args = ap.parse_args(argv)
    with open(args.orders, encoding="utf-8") as fh:
        orders = json.load(fh)
    for order in orders:
        print(order["reference"], json.dumps(quote(order)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
