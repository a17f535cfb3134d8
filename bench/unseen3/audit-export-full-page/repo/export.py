import argparse
import logging

from auditpages.entries import Entries
from auditpages.files import export
from auditpages.paging import pages

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--out", default="out")
    args = parser.parse_args()
    entries = Entries()
    entries.load(args.source)
    logging.info("%d entries", entries.total())
    for name in export(args.out, pages(entries, args.size)):
        logging.info("wrote %s", name)


if __name__ == "__main__":
    main()
