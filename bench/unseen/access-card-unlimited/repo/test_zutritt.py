from datetime import date

from zutritt import Card


def test_opens():
    card = Card("1", "x", "2024-01-31", 0)
    assert card.opens(date(2024, 1, 31)) and not card.opens(date(2024, 2, 1))


def test_staff():
    card = Card("2", "porter", None, 0)
    assert card.describe() == "porter: unlimited"
    assert card.opens(date(2099, 1, 1))
