import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Document:
    id: str
    created: date
    hold: str


def documents(folder):
    with open(Path(folder) / "index.csv", newline="") as fp:
        return [Document(row["id"], date.fromisoformat(row["created"]), row["hold"]) for row in csv.DictReader(fp)]
