import pathlib
from datetime import time
from decimal import Decimal
from typing import Iterator, NamedTuple


class Sailing(NamedTuple):
    origin: str
    target: str
    leaves: time


def table(path) -> Iterator[list[str]]:
    """The lines of a file as lists of columns."""
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            yield [column.strip() for column in line.split("|")]


def stops(folder) -> dict[str, str]:
    return {name: code for code, name, _pier in table(folder / "stops.txt")}


def fares(folder) -> dict[frozenset, Decimal]:
    found = {}
    for here, there, pounds in table(folder / "fares.txt"):
        found[frozenset((here, there))] = Decimal(pounds)
    return found


def sailings(folder) -> Iterator[Sailing]:
    with open(folder / "sailings.txt", encoding="utf-8") as fp:
        for line in fp:
            origin, target, leaves = line.split("|")
            yield Sailing(origin.strip(), target.strip(), time.fromisoformat(leaves.strip()))
