"""Orders of the board. All are stable: what is equal stays in the order of the file."""
from __future__ import annotations

from datetime import date
from typing import Iterable, List

from item import Item


def by_priority(items: Iterable[Item]) -> List[Item]:
    """Most urgent first, that is 1 before 2. What nobody has rated yet comes after everything that is rated."""
    return sorted(items, key=lambda item: item.priority)


def by_due(items: Iterable[Item]) -> List[Item]:
    """Earliest first; without a date last."""
    return sorted(items, key=lambda item: (item.due is None, item.due or date.max))


def by_title(items: Iterable[Item]) -> List[Item]:
    return sorted(items, key=lambda item: item.title.casefold())


ORDERS = {"priority": by_priority, "due": by_due, "title": by_title}
