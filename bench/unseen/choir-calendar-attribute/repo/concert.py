"""Concerts of the choir."""
import json
from dataclasses import dataclass
from datetime import datetime


@dataclass
class Concert:
    """doors: when people are let in. starts: when we sing (this was "time" before)."""
    title: str
    place: str
    doors: datetime
    starts: datetime


def load(path="concerts.json"):
    with open(path, encoding="utf-8") as fh:
        return [
            Concert(c["title"], c["place"], datetime.fromisoformat(c["doors"]), datetime.fromisoformat(c["starts"]))
            for c in json.load(fh)
        ]
