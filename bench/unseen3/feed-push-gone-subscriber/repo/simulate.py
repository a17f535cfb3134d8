import logging
import sys

from pricefeed.broker import Broker
from pricefeed.script import Script


def main(path):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    script = Script(Broker())
    with open(path) as fp:
        for line in fp:
            reached = script.do(line)
            if reached is not None:
                logging.info("%s reached %d", line.strip(), reached)


if __name__ == "__main__":
    main(sys.argv[1])
