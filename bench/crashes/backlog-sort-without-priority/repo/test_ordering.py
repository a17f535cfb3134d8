from datetime import date

from item import Item
from ordering import by_due, by_priority, by_title


def keys(items):
    return "".join(item.key for item in items)


def test_priority():
    assert keys(by_priority([Item("a", "", 2), Item("b", "", 1), Item("c", "", 2)])) == "bac"


def test_due():
    items = [Item("a", ""), Item("b", "", due=date(2026, 1, 2)), Item("c", "", due=date(2026, 1, 1))]
    assert keys(by_due(items)) == "cba"


def test_title():
    assert keys(by_title([Item("a", "b"), Item("b", "A")])) == "ba"
