from __future__ import annotations

import dataclasses
import json


@dataclasses.dataclass
class Contact:
    id: int
    email: str
    company: str | None = None
    phone: str | None = None
    title: str | None = None


class Book:
    def __init__(self, contacts=()):
        self.contacts: dict[int, Contact] = {c.id: c for c in contacts}

    @classmethod
    def load(cls, path):
        with open(path) as fh:
            return cls(Contact(**raw) for raw in json.load(fh))

    def merge(self, new: Contact) -> Contact:
        """Takes over every field that is set."""
        known = self.contacts.setdefault(new.id, new)
        for field in dataclasses.fields(new):
            value = getattr(new, field.name)
            if value is not None:
                setattr(known, field.name, value)
        return known

    def drop(self, id: int) -> None:
        self.contacts.pop(id, None)
