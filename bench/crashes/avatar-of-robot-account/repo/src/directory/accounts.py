from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Profile:
    name: str
    pronouns: str = ""


@dataclass(frozen=True)
class Account:
    login: str
    team: str
    #: people have one, robots do not
    profile: Optional[Profile] = None


def read(path: str) -> list[Account]:
    with open(path, encoding="utf-8") as handle:
        raw = json.load(handle)
    return [Account(r["login"], r["team"], Profile(**r["profile"]) if r["profile"] else None) for r in raw]
