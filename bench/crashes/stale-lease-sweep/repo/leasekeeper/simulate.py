import json
import sys

from .table import LeaseTable


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def play(steps):
    clock = Clock()
    table = LeaseTable(clock, lambda lease: print(f"WARNING {lease.owner} lost {lease.resource}"))
    for step in steps:
        clock.now = step["at"]
        if step["do"] == "acquire":
            table.acquire(step["resource"], step["owner"], step["seconds"])
        elif step["do"] == "release":
            table.release_all(step["owner"])
        else:
            print("INFO swept", table.sweep())
    return table


if __name__ == "__main__":
    with open(sys.argv[1]) as fh:
        play(json.load(fh))
