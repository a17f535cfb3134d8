import logging
import sys

from seatledger.batch import parse
from seatledger.ledger import Ledger

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def main(paths):
    ledger = Ledger()
    for path in paths:
        logging.info("reading %s", path)
        with open(path) as fp:
            batch = parse(fp)
        ledger.book(batch)
        logging.info("batch %s booked, %d payments", batch.number, len(batch.payments))


main(sys.argv[1:])
