import argparse
import logging
import os

from .frames import Camera
from .spool import Writer

log = logging.getLogger("camspool")


def main():
    parser = argparse.ArgumentParser(prog="camspool")
    parser.add_argument("--frames", type=int, default=100)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    path = os.environ.get("CAMSPOOL_FILE", "/var/spool/cam/line1.spool")
    log.info("spooling %d frames", args.frames)
    with Writer(path) as spool:
        for number, pixels in Camera().frames(args.frames):
            spool.put(number, pixels)
    log.info("%d frames written", spool.count)


main()
