import argparse
import logging
from datetime import datetime, timezone

from .cache import Cache
from .service import current
from .source import Source


def main():
    parser = argparse.ArgumentParser(prog="fxcache")
    parser.add_argument("--source", required=True)
    parser.add_argument("--cache", required=True)
    parser.add_argument("--now", type=datetime.fromisoformat)
    parser.add_argument("--backoff", type=float, default=2.0)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    now = args.now or datetime.now(timezone.utc)
    rates = current(Source(args.source, args.backoff), Cache(args.cache), now)
    for currency, rate in sorted(rates.items()):
        print(currency, rate)


main()
