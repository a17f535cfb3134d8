import json
import sys

from .channels import CHANNELS
from .slip import slip


def rows(bookings):
    for b in bookings:
        channel = CHANNELS[b["channel"]](b["channel"])
        yield b["room"], b["guest"], channel.balance(b)


if __name__ == "__main__":
    with open(sys.argv[1]) as fh:
        print(slip(rows(json.load(fh)["bookings"])))
