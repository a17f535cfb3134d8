import json
import logging
import sys

from roomdesk.handler import Handler
from roomdesk.rooms import Rooms


def main():
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    handler = Handler(Rooms(["blue", "green", "attic"]))
    for line in sys.stdin:
        print(json.dumps(handler.answer(json.loads(line))))


if __name__ == "__main__":
    main()
