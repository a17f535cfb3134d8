"""Shows what a job file does, without waiting."""
import argparse
import collections
import logging

from cronling import Scheduler
from cronling.conf import read


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("conf")
    parser.add_argument("--until", type=float, default=3600)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    now = [0.0]
    cron = Scheduler(lambda: now[0])
    nothing = collections.defaultdict(lambda: lambda: None)
    for moment, job in read(args.conf, nothing):
        cron.at(moment, job)
    while (moment := cron.next_moment()) is not None and moment <= args.until:
        now[0] = moment
        print(f"{moment:6.0f}", *cron.run_due())
    print("left:", *cron.pending())


if __name__ == "__main__":
    main()
