from datetime import date
from pathlib import Path
from typing import NamedTuple


class Post(NamedTuple):
    day: date
    title: str
    body: str


def read_posts(folder):
    """Each file: first line the day, second line the title, then the text."""
    found = []
    for path in Path(folder).glob("*.txt"):
        day, title, *body = path.read_text(encoding="utf-8").splitlines()
        found.append(Post(date.fromisoformat(day), title, "\n".join(body).strip()))
    return sorted(found, key=lambda p: p.day.year)
