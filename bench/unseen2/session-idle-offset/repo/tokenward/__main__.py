import argparse
import logging
from datetime import datetime, timezone

from .session import stamp
from .store import Store


def main():
    parser = argparse.ArgumentParser(prog="tokenward")
    parser.add_argument("command", choices=["clean", "list"])
    parser.add_argument("path")
    parser.add_argument("--now", type=stamp, default=datetime.now(timezone.utc))
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    store = Store(args.path)
    if args.command == "clean":
        for session in store.clean(args.now):
            logging.info("session %s of %s ended", session.token, session.user)
        if args.write:
            store.save()
    for session in store.sessions:
        print(session.token, session.user, session.created.isoformat())


if __name__ == "__main__":
    main()
