import argparse
import logging
import sys

from . import output, samples

FORMATS = {"csv": output.to_csv, "sheet": output.to_sheet}


def main():
    parser = argparse.ArgumentParser(prog="assay")
    parser.add_argument("format", choices=FORMATS)
    parser.add_argument("path")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    found = samples.read(args.path)
    logging.info("%d contents from %s", len(found), args.path)
    FORMATS[args.format](found, sys.stdout)


if __name__ == "__main__":
    main()
