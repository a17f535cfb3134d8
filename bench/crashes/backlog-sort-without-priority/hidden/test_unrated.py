from item import Item, read
from ordering import by_priority


def keys(items):
    return "".join(item.key for item in items)


def test_unrated_last():
    assert keys(by_priority([Item("a", ""), Item("b", "", 2), Item("c", ""), Item("d", "", 1)])) == "dbac"


def test_even_after_large_numbers():
    assert keys(by_priority([Item("a", ""), Item("b", "", 10**9), Item("c", "", 0), Item("d", "", -1)])) == "dcba"


def test_values_are_not_changed():
    assert by_priority([Item("a", "")]) == [Item("a", "", None)]


def test_file():
    with open("items.csv", newline="") as lines:
        assert [item.key for item in by_priority(read(lines))] == ["B-2", "B-4", "B-1", "B-3", "B-5"]
