from __future__ import annotations

from collections import deque
from datetime import timedelta


class Progress:
    """How far a copy is. The rate is taken over the last samples only, tapes are moody."""

    def __init__(self, total: int, window: float = 30.0):
        self.total = total
        self.window = window
        self.samples: deque[tuple[float, int]] = deque()

    def update(self, moment: float, done: int) -> None:
        self.samples.append((moment, done))
        while len(self.samples) > 2 and self.samples[1][0] <= moment - self.window:
            self.samples.popleft()

    @property
    def done(self) -> int:
        return self.samples[-1][1] if self.samples else 0

    @property
    def rate(self) -> float:
        """Bytes a second."""
        if len(self.samples) < 2:
            return 0.0
        (t0, d0), (t1, d1) = self.samples[0], self.samples[-1]
        return (d1 - d0) / (t1 - t0)

    def eta(self) -> timedelta | None:
        """The time left."""
        if len(self.samples) < 2:
            return None
        return timedelta(seconds=round((self.total - self.done) / self.rate))
