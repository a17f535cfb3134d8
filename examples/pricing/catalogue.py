"""The items that the shop sells, read once from the buyers' export."""

import json
import os
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


def item_of(row):
    """An item from one row of the export."""
    return Item(row["sku"], row["name"], float(row["price"]), float(row["discount"]), int(row["stock"]))


class Catalogue:
    def __init__(self, items):
        self._items = {item.sku: item for item in items}

    @classmethod
    def load(cls, path=None):
        with open(path or os.environ.get("PRICING_DATA", DATA), encoding="utf-8") as file:
            return cls(item_of(row) for row in json.load(file))

    def find(self, sku):
        """The item, or None when the shop does not sell it."""
        return self._items.get(sku)

    def search(self, words):
        """The items whose names hold all the words."""
        wanted = words.lower().split()
        return [item for item in self if all(word in item.name.lower() for word in wanted)]

    def __iter__(self):
        return iter(sorted(self._items.values(), key=lambda item: item.sku))

    def __len__(self):
        return len(self._items)
