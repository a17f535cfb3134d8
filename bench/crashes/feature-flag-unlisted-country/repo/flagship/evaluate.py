import json
import logging
import sys

import flagship


def main(path):
    with open(path) as handle:
        batch = json.load(handle)
    for entry in batch:
        if flagship.enabled(**entry):
            print(entry["user"], entry["flag"], flagship.variant_for(**entry))
        else:
            print(entry["user"], entry["flag"], "-")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s", stream=sys.stdout)
    main(sys.argv[1])
