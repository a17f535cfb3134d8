import sys

from loglens import readers, summary

READERS = {"app": readers.app, "access": readers.access}


def main(kind, path):
    with open(path) as lines:
        for key, number in summary.count(READERS[kind](lines)).most_common():
            print(f"{number:6} {key}")


main(*sys.argv[1:])
