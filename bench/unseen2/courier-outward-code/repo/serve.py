import argparse
import json
import logging
import sys

from ridge.api import handle
from ridge.zones import ZoneMap


def main():
    parser = argparse.ArgumentParser(description="answers quote requests on stdin")
    parser.add_argument("--zones", default="data/zones.csv")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    zones = ZoneMap.from_csv(args.zones)
    logging.info("%d outward codes", len(zones))
    for line in sys.stdin:
        print(json.dumps(handle(zones, json.loads(line))))


if __name__ == "__main__":
    main()
