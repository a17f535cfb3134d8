import argparse
import logging
from datetime import datetime, timezone

from nudge.due import due
from nudge.history import sent_within
from nudge.outbox import send
from nudge.stamps import format_stamp, parse_stamp
from nudge.store import Store


def tick(store, now):
    """Sends what is due; returns the ids."""
    sent = []
    for entry in due(store.open_entries(), now):
        send(entry)
        entry["sent"] = format_stamp(now)
        sent.append(entry["id"])
    return sent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("store")
    parser.add_argument("--now", type=parse_stamp, default=None)
    parser.add_argument("--save", action="store_true")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    now = args.now or datetime.now(timezone.utc)
    store = Store(args.store)
    sent = tick(store, now)
    logging.info("%d sent, %d this week", len(sent), len(sent_within(store.entries, now, 7)))
    if args.save:
        store.save()


if __name__ == "__main__":
    main()
