from dataclasses import dataclass, field
from datetime import datetime
from typing import List


@dataclass
class Entry:
    title: str
    at: datetime


@dataclass
class Feed:
    title: str
    # when somebody set the feed up; stands for the last change as long as nothing was published
    created: datetime
    entries: List[Entry] = field(default_factory=list)

    def publish(self, entry: Entry) -> None:
        self.entries.append(entry)

    def updated(self) -> datetime:
        return max(entry.at for entry in self.entries)

    def recent(self, count: int = 10) -> List[Entry]:
        """Newest first."""
        return sorted(self.entries, key=lambda entry: entry.at, reverse=True)[:count]
