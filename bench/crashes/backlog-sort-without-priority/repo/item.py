from __future__ import annotations

import csv
from datetime import date
from typing import Iterable, Iterator, NamedTuple, Optional


class Item(NamedTuple):
    key: str
    title: str
    priority: Optional[int] = None
    due: Optional[date] = None


def read(lines: Iterable[str]) -> Iterator[Item]:
    for row in csv.DictReader(lines):
        yield Item(
            row["key"],
            row["title"],
            int(row["priority"]) if row["priority"] else None,
            date.fromisoformat(row["due"]) if row["due"] else None,
        )
