import argparse
import logging
import sys

from .deadletters import DeadLetters
from .jobs import JobError, decode
from .stock import Stock

log = logging.getLogger(__name__)


def drain(lines, stock, letters):
    """Carry out every line; returns how many jobs went through."""
    done = 0
    for raw in lines:
        raw = raw.strip()
        if not raw:
            continue
        try:
            job = decode(raw)
            stock.apply(job)
            done += 1
        except JobError as exc:
            log.warning("job %s put aside: %s", job.id, exc)
            letters.add(job.id, raw, str(exc))
    return done


def main(argv=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--once", metavar="FILE", required=True)
    opts = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    stock, letters = Stock(), DeadLetters()
    with open(opts.once, encoding="utf-8") as fh:
        log.info("reading %s", opts.once)
        done = drain(fh, stock, letters)
    log.info("%d done, %d put aside", done, len(letters))
    return 0


if __name__ == "__main__":
    sys.exit(main())
