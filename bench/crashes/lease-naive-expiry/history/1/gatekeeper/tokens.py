from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Token:
    name: str
    subject: str
    issued: datetime
    expires: datetime

    def expired(self) -> bool:
        return self.expires <= datetime.utcnow()

    def is_fresh(self, age: timedelta = timedelta(hours=1)) -> bool:
        return datetime.utcnow() - self.issued < age


def issue(name: str, subject: str, life: timedelta) -> Token:
    moment = datetime.utcnow()
    return Token(name, subject, moment, moment + life)


class Book:
    def __init__(self, path: str) -> None:
        with open(path) as handle:
            self._raw = json.load(handle)

    def get(self, name: str) -> Token | None:
        raw = self._raw.get(name)
        if raw is None:
            return None
        return Token(name, raw["subject"], datetime.fromisoformat(raw["issued"]).replace(tzinfo=None),
                     datetime.fromisoformat(raw["expires"]).replace(tzinfo=None))
