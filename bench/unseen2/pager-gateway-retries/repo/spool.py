import argparse
import logging
import time

from pagebridge.gateway import Gateway
from pagebridge.spooler import Spooler
from pagebridge.transport import Loopback


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--once", action="store_true")
    parser.add_argument("--pause", type=float, default=0.05)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    spooler = Spooler(Gateway(Loopback(), pause=args.pause))
    spooler.put("0171 2203", "boiler 3 pressure low")
    spooler.put("0800 1100", "boiler 3 pressure low")
    spooler.put("0172 8190", "boiler 3 pressure low")
    while True:
        logging.info("%d sent", spooler.round())
        if args.once:
            break
        time.sleep(10)


if __name__ == "__main__":
    main()
