"""Reads what the taps write: a header line, then source, target, bytes."""
from typing import NamedTuple

HEADER = "#flow 1"


class BadHeader(Exception):
    pass


class Flow(NamedTuple):
    source: str
    target: str
    octets: int


def parse(line):
    source, target, octets = line.split()
    return Flow(source, target, int(octets))


def flows(path):
    """The flows of a capture. Raises BadHeader for files of another version."""
    with open(path) as fp:
        header = fp.readline().rstrip("\n")
        if header != HEADER:
            raise BadHeader(f"{path}: {header!r}")
        return (parse(line) for line in fp if line.strip())
