import argparse
import logging
import sys

from .feed import FileFeed
from .pull import pull
from .store import Store


def main():
    ap = argparse.ArgumentParser(prog="ledgersync")
    ap.add_argument("--feed", required=True)
    ap.add_argument("--rounds", type=int, default=1)
    a = ap.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    with Store(":memory:") as store:
        feed = FileFeed(a.feed)
        for i in range(a.rounds):
            r = pull(feed, store)
            logging.info("round %d: %d events, cursor %d", i + 1, r.count, r.cursor)
    return 0


sys.exit(main())
