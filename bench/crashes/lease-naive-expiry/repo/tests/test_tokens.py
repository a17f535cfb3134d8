from datetime import timedelta

from gatekeeper.tokens import Book, issue


def test_issue():
    token = issue("t", "me", timedelta(minutes=5))
    assert token.expires - token.issued == timedelta(minutes=5)
    assert token.is_fresh()
    assert not token.is_fresh(timedelta(seconds=-1))


def test_book():
    book = Book("tokens.json")
    assert book.get("t-77").subject == "partner-north"
    assert book.get("t-77").expires.utcoffset() == timedelta(minutes=90)
    assert book.get("nobody") is None
