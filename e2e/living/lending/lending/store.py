from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path


class Unknown(LookupError):
    """Nobody and nothing here has this number."""


@dataclass(frozen=True)
class Medium:
    number: str
    title: str
    kind: str


@dataclass(frozen=True)
class Loan:
    number: int
    member: str
    medium: Medium
    due: date


@dataclass
class Store:
    today: date
    members: dict[str, str] = field(default_factory=dict)
    loans: dict[int, Loan] = field(default_factory=dict)

    @classmethod
    def from_file(cls, path: Path) -> "Store":
        raw = json.loads(path.read_text(encoding="utf-8"))
        media = {m["number"]: Medium(**m) for m in raw["media"]}
        loans = {
            entry["number"]: Loan(entry["number"], entry["member"], media[entry["medium"]], date.fromisoformat(entry["due"]))
            for entry in raw["loans"]
        }
        return cls(date.fromisoformat(raw["today"]), raw["members"], loans)

    def loan(self, number: int) -> Loan:
        if number not in self.loans:
            raise Unknown(f"no loan {number}")
        return self.loans[number]

    def loans_of(self, member: str) -> list[Loan]:
        if member not in self.members:
            raise Unknown(f"no member {member}")
        return sorted((loan for loan in self.loans.values() if loan.member == member), key=lambda loan: loan.due)
