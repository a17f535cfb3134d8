import sys

import schedule
from valve import opening


def tick(path, clock, measured=17.0):
    with open(path) as fh:
        slots = schedule.parse(fh)
    now = schedule.minutes(clock)
    return f"{clock} {schedule.mode_at(slots, now)} valve {opening(slots, now, measured)}%"


if __name__ == "__main__":
    print(tick(*sys.argv[1:3]))
