from leadsync.book import Book, Contact
from leadsync.hook import handle


def test_update_keeps_company():
    book = Book.load("book.json")
    got = handle({"event": "contact.updated", "contact": {"id": 90, "email": "kim@new.example", "phone": "5"}}, book)
    assert got == Contact(90, "kim@new.example", "Dune & Co", "5", "Buyer")


def test_new_without_company():
    book = Book()
    handle({"event": "contact.created", "contact": {"id": 3, "email": "c@x"}}, book)
    assert book.contacts[3].company is None


def test_company_is_taken():
    book = Book.load("book.json")
    assert handle({"event": "contact.updated", "contact": {"id": 91, "email": "l@x", "company": "Y"}}, book).company == "Y"
