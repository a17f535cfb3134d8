from dataclasses import dataclass


@dataclass(frozen=True)
class Lease:
    resource: str
    owner: str
    until: float

    def lapsed(self, now: float) -> bool:
        return now >= self.until
