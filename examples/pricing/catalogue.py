"""The items that the shop sells, read once from the buyers' export."""

import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data" / "items.json"


@dataclass(frozen=True)
class Item:
    sku: str
    name: str
    price: float
    discount: float
    stock: int


class Catalogue:
    def __init__(self, items):
        self._items = {item.sku: item for item in items}

    @classmethod
    def load(cls, path=DATA):
        with open(path, encoding="utf-8") as file:
            return cls(Item(**row) for row in json.load(file))

    def find(self, sku):
        """The item, or None when the shop does not sell it."""
        return self._items.get(sku)

    def __iter__(self):
        return iter(sorted(self._items.values(), key=lambda item: item.sku))
