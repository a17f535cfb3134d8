import logging
import sys

from lineship.shipper import Shipper
from lineship.sink import Sink


def main(paths):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    shipper = Shipper(Sink(sys.stdout), size=2)
    for path in paths:
        with open(path, encoding="utf-8", errors="replace") as fp:
            shipper.ship(fp)


if __name__ == "__main__":
    main(sys.argv[1:])
