from dataclasses import dataclass, field
from datetime import datetime
from typing import List


@dataclass
class Reading:
    at: datetime
    celsius: float


@dataclass
class Probe:
    place: str
    readings: List[Reading] = field(default_factory=list)

    def record(self, reading: Reading) -> None:
        self.readings.append(reading)

    def peak(self) -> float:
        return max(reading.celsius for reading in self.readings)

    def recent(self, count: int = 10) -> List[Reading]:
        """Newest first."""
        return sorted(self.readings, key=lambda reading: reading.at, reverse=True)[:count]
