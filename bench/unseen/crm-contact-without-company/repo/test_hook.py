from leadsync.book import Book, Contact
from leadsync.hook import handle


def test_created():
    book = Book()
    handle({"event": "contact.created", "contact": {"id": 1, "email": "A@x", "company": "X", "phone": "1"}}, book)
    assert book.contacts == {1: Contact(1, "a@x", "X", "1")}


def test_deleted():
    book = Book([Contact(1, "a@x")])
    assert handle({"event": "contact.deleted", "contact": {"id": 1, "email": "a@x"}}, book) is None
    assert not book.contacts
