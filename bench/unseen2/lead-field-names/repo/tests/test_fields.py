from leadintake.book import enter
from leadintake.fields import blank, field


def test_field():
    assert [field(n) for n in (" E-Mail", "mail", "Name", "Telephone ")] == ["email", "email", "name", "phone"]


def test_blank():
    lead = {"a": "", "b": None, "c": 0, "d": "x"}
    blank(lead)
    assert lead == {"c": 0, "d": "x"}


def test_enter():
    book = {}
    assert enter(book, {"email": "a", "name": "x"}) and enter(book, {"email": "a", "phone": "1"})
    assert not enter(book, {"name": "y"})
    assert book == {"a": {"email": "a", "name": "x", "phone": "1"}}
