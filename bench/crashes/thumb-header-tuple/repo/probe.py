"""probe.py FILE... - one line for each file"""
import sys

from raster import read_header


def describe(name, data):
    width, height, depth = read_header(data)
    return f"{name}: {width}x{height}, {depth} bit"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with open(name, "rb") as fh:
            print(describe(name, fh.read(64)))
