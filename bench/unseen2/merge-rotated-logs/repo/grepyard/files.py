import gzip
from datetime import datetime
from pathlib import Path


def open_log(path: Path):
    """A log as text, also when logrotate has packed it."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return open(path, encoding="utf-8")


def logs(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if ".log" in path.suffixes]


def started(path: Path) -> datetime:
    """The moment of the first line; empty logs come last."""
    with open(path, encoding="utf-8") as fp:
        first = fp.readline()
    if not first:
        return datetime.max
    return datetime.fromisoformat(first.split(maxsplit=1)[0])


def in_order(folder: Path) -> list[Path]:
    return sorted(logs(folder), key=lambda path: (started(path), path.name))
