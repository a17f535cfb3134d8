import argparse
import logging

from .compare import differences
from .loaders import load_deliveries, load_stock

log = logging.getLogger("stocktake")


def do_diff(args):
    book, counted = load_stock(args.book), load_stock(args.count)
    log.info("%d articles in the books, %d counted", len(book), len(counted))
    for d in differences(book, counted):
        print(f"{d.sku:<12} {d.book:>8,} {d.counted:>8,} {d.units:>+8,}")


def do_deliveries(args):
    for sku, units in load_deliveries(args.file).most_common():
        print(f"{sku:<12} {units:>8,}")


def main():
    parser = argparse.ArgumentParser(prog="stocktake")
    commands = parser.add_subparsers(required=True)
    diff = commands.add_parser("diff")
    diff.add_argument("book")
    diff.add_argument("count")
    diff.set_defaults(func=do_diff)
    deliveries = commands.add_parser("deliveries")
    deliveries.add_argument("file")
    deliveries.set_defaults(func=do_deliveries)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    args.func(args)


main()
