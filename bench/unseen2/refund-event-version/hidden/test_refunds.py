import pytest

from consume import consume
from payhook.book import Book, CurrencyMismatch
from payhook.handlers import dispatch


def refund(book, payment="p", **data):
    return dispatch(book, {"id": "r", "type": "refund.created", "version": 2, "data": {"payment": payment, **data}})


def test_both_days():
    book = Book()
    assert consume(["inbox/2024-05-16.jsonl", "inbox/2024-05-17.jsonl"], book) == 5
    assert book.balance == {"p1": 1490, "p2": 4500, "p3": 630}
    assert book.notes == [("p1", "broken")]


def test_other_currency():
    book = Book()
    book.post("p", 4500, "CHF")
    refund(book, amount={"value": "10.05", "currency": "CHF"}, reason="late")
    assert book.balance["p"] == 3495 and book.currency["p"] == "CHF" and book.notes == [("p", "late")]


def test_wrong_currency():
    book = Book()
    book.post("p", 4500, "CHF")
    with pytest.raises(CurrencyMismatch):
        refund(book, amount={"value": "10.00", "currency": "EUR"})


def test_old_version():
    book = Book()
    refund(book, amount_cents=250)
    assert book.balance["p"] == -250


def test_no_amount_at_all():
    with pytest.raises(KeyError):
        refund(Book())
