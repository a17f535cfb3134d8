import argparse
import logging

from rostermirror.client import Directory
from rostermirror.copy import Copy


def address(text):
    host, _, port = text.rpartition(":")
    return host, int(port)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", type=address, required=True)
    parser.add_argument("--db", default=":memory:")
    parser.add_argument("--pause", type=float, default=5.0)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    with Directory(args.server, pause=args.pause) as directory:
        count = Copy(args.db).replace(directory.people())
    logging.info("%d people", count)


if __name__ == "__main__":
    main()
