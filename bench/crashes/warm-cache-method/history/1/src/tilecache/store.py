"""In-memory tile store with a bounded number of entries."""
from collections import OrderedDict
from typing import Callable, Optional

Key = tuple[int, int, int]


class TileStore:
    def __init__(self, render: Callable[[Key], bytes], capacity: int = 512):
        self._render = render
        self._tiles: OrderedDict[Key, bytes] = OrderedDict()
        self.capacity = capacity
        self.misses = 0

    def lookup(self, key: Key) -> Optional[bytes]:
        """The stored tile or None; never renders."""
        return self._tiles.get(key)

    def fetch(self, key: Key) -> bytes:
        """The stored tile, rendered and kept when it is not there yet."""
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        self.misses += 1
        tile = self._render(key)
        self._tiles[key] = tile
        while len(self._tiles) > self.capacity:
            self._tiles.popitem(last=False)
        return tile

    def __len__(self) -> int:
        return len(self._tiles)
