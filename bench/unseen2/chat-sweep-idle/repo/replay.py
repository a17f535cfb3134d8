import logging
import sys

from lobbyhub import Hub
from lobbyhub.wire import apply, events

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def main(path):
    now = [0.0]
    hub = Hub(clock=lambda: now[0])
    with open(path) as fp:
        for now[0], verb, rest in events(fp):
            apply(hub, verb, rest)
    for room, members in sorted(hub.rooms.items()):
        print(room, *members)


main(sys.argv[1])
