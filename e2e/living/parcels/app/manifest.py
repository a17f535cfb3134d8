"""Today's parcels, as the partner offices write them: one CSV row each, numbers as their clerks type them."""

import csv
from collections.abc import Iterator
from pathlib import Path


class Manifest:
    def __init__(self, rows: list[dict[str, str]]):
        self._rows = {row["id"]: row for row in rows}

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        with path.open(newline="", encoding="utf-8") as handle:
            return cls(list(csv.DictReader(handle)))

    def get(self, parcel: str) -> dict[str, str] | None:
        return self._rows.get(parcel)

    def __iter__(self) -> Iterator[dict[str, str]]:
        return iter(self._rows.values())
