from __future__ import annotations

import heapq
import itertools


class DelayQueue:
    """Things to be had back when their second has come."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, str]] = []
        self._order = itertools.count()

    def put(self, at: float, text: str) -> None:
        heapq.heappush(self._heap, (at, next(self._order), text))

    def next_at(self) -> float | None:
        """When something falls due next."""
        if not self._heap:
            return None
        return self._heap[0][0]

    def due(self, now: float) -> list[str]:
        """Takes out what is due, in the order of time."""
        found = []
        while self._heap[0][0] <= now:
            _, _, text = heapq.heappop(self._heap)
            found.append(text)
        return found

    def __len__(self) -> int:
        return len(self._heap)
