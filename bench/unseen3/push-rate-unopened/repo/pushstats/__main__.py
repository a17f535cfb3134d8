import argparse
import logging

from .output import as_json, as_text
from .reader import read

log = logging.getLogger("pushstats")


def main():
    parser = argparse.ArgumentParser(prog="pushstats")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("file")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    campaigns = read(args.file)
    log.info("%d campaigns", len(campaigns))
    print(as_json(campaigns) if args.json else as_text(campaigns))


main()
