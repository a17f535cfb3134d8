from __future__ import annotations

import json
import sys

from .book import Book, Contact
from .payload import ContactPayload, Event


def to_contact(raw: ContactPayload) -> Contact:
    return Contact(
        id=raw["id"],
        email=raw["email"].lower(),
        company=raw["company"],
        phone=raw.get("phone"),
        title=raw.get("title"),
    )


def handle(event: Event, book: Book) -> Contact | None:
    kind = event["event"].partition(".")[2]
    if kind == "deleted":
        book.drop(event["contact"]["id"])
        return None
    return book.merge(to_contact(event["contact"]))


def main(path):
    book = Book.load(path)
    for line in sys.stdin:
        print(handle(json.loads(line), book))


if __name__ == "__main__":
    main(sys.argv[1])
