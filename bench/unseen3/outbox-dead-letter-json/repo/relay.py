import argparse
import logging
from datetime import datetime, timezone
from decimal import Decimal

from eventout.broker import Broker
from eventout.relay import Relay
from eventout.tables import Tables


def fill(tables):
    tables.put("user.seen", {"user": 7})
    tables.put("order.paid", {"order": 31, "total": Decimal("19.90")})
    tables.put("invoice.sent", {"invoice": 9, "total": Decimal("120.00"),
                                "at": datetime(2025, 3, 2, 10, 30, tzinfo=timezone.utc)})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--db", default=":memory:")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    tables = Tables(args.db)
    if args.demo:
        fill(tables)
    relay = Relay(tables, Broker(["user.seen", "order.paid"]))
    for _ in range(3):
        logging.info("%d events sent", relay.run_once())
    logging.info("%d dead letters", len(tables.dead()))


if __name__ == "__main__":
    main()
