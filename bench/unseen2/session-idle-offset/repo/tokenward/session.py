from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

IDLE = timedelta(minutes=45)
LIFETIME = timedelta(days=30)


def stamp(text: str) -> datetime:
    """Reads a moment. Files from before 2.0 have no offset in them, they were kept in UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


@dataclass
class Session:
    token: str
    user: str
    created: datetime
    last_seen: datetime | None = None

    @classmethod
    def from_row(cls, row: dict) -> Session:
        seen = row.get("last_seen")
        return cls(row["token"], row["user"], stamp(row["created"]), datetime.fromisoformat(seen) if seen else None)

    def to_row(self) -> dict:
        return {
            "token": self.token,
            "user": self.user,
            "created": self.created.isoformat(),
            "last_seen": self.last_seen.isoformat() if self.last_seen else None,
        }

    def expired(self, now: datetime) -> bool:
        """Too old, or not used for too long."""
        return now - self.created > LIFETIME or now - (self.last_seen or self.created) > IDLE
