"""Reads booking forms, one a line, and answers each."""
import logging
import sys
from urllib.parse import parse_qsl

from steam.booking import book
from steam.errors import Declined

log = logging.getLogger("steam")


def answer(line, taken):
    try:
        slot = book(dict(parse_qsl(line)), taken)
    except Declined as sorry:
        return f"sorry: {sorry}"
    return "{room} at {hour} for {guests}, {free} places left".format(**slot)


def main(path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    taken = {}
    with open(path) as forms:
        for number, line in enumerate(forms, 1):
            try:
                log.info("form %d: %s", number, answer(line.strip(), taken))
            except Exception:
                log.exception("form %d failed", number)


if __name__ == "__main__":
    main(sys.argv[1])
