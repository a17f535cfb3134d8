import json
import logging
import sys

import courier


def main(path):
    with open(path) as handle:
        batch = json.load(handle)
    for entry in batch:
        print(entry["product"], entry["zone"], courier.price(**entry), courier.cutoff(**entry))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s", stream=sys.stdout)
    main(sys.argv[1])
