import argparse
import logging
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from meteretl.clean import clean
from meteretl.figures import profile, summarise
from meteretl.parse import parse
from meteretl.target import Target

log = logging.getLogger("meteretl")


def load(path, target):
    """Loads a file; returns the meters that got a summary."""
    day = Path(path).stem
    done = []
    readings = sorted(parse(path), key=attrgetter("meter", "at"))
    for meter, group in groupby(readings, key=attrgetter("meter")):
        group = list(group)
        summary = summarise(meter, clean(group))
        if summary is None:
            log.warning("%s: nothing usable", meter)
            continue
        target.put_summary(day, summary)
        target.put_profile(meter, day, profile(clean(group)))
        done.append(meter)
    return done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--db", default=":memory:")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    log.info("loading %s", args.file)
    target = Target(args.db)
    log.info("loaded %s", load(args.file, target))
    for row in target.summaries():
        print(*row)


if __name__ == "__main__":
    main()
