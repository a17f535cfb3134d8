import re
from typing import Iterator, NamedTuple

from .files import in_order, open_log


class Hit(NamedTuple):
    file: str
    number: int
    text: str


def hits(folder, pattern) -> Iterator[Hit]:
    """The lines that match, oldest file first."""
    regex = re.compile(pattern)
    for path in in_order(folder):
        with open_log(path) as fp:
            for number, line in enumerate(fp, 1):
                if regex.search(line):
                    yield Hit(path.name, number, line.rstrip("\n"))


def context(path, number, around=1):
    """A line with its neighbours."""
    with open_log(path) as fp:
        lines = fp.read().splitlines()
    return lines[max(0, number - 1 - around):number + around]
