from payhook.book import Book
from payhook.handlers import dispatch
from consume import consume


def test_first_day():
    book = Book()
    assert consume(["inbox/2024-05-16.jsonl"] * 2, book) == 3
    assert book.balance == {"p1": 1490, "p2": 4500}
    assert book.currency == {"p1": "EUR", "p2": "CHF"}
    assert book.notes == [("p1", "broken")]


def test_unknown_type():
    assert dispatch(Book(), {"id": "x", "type": "dispute.opened", "data": {}}) is False
