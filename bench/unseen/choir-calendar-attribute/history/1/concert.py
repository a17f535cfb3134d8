"""Concerts of the choir."""
import json
from dataclasses import dataclass
from datetime import datetime


@dataclass
class Concert:
    title: str
    place: str
    time: datetime


def load(path="concerts.json"):
    with open(path, encoding="utf-8") as fh:
        return [Concert(c["title"], c["place"], datetime.fromisoformat(c["time"])) for c in json.load(fh)]
