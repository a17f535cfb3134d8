import pytest

from binshelf.catalogue import Catalogue
from binshelf.stock import Stock
from binshelf.web import Application


@pytest.fixture
def catalogue():
    return Catalogue.from_script("schema.sql")


def test_goods_in_of_something_new(catalogue):
    app = Application(catalogue, Stock(catalogue))
    assert app.answer("GET", "/article", {"sku": "M6-40"})[0] == "404 Not Found"
    assert app.answer("POST", "/goods-in", {"sku": "M6-40", "pieces": "200"}) == ("200 OK", "A03 M6-40 +200\n")
    assert app.answer("POST", "/goods-in", {"sku": "M6-40", "pieces": "5"}) == ("200 OK", "A03 M6-40 +5\n")
    assert app.answer("GET", "/article", {"sku": "M6-40"})[1] == "A03 new article: 205\n"


def test_added_by_hand(catalogue):
    assert catalogue.article("X") is None
    catalogue.add("X", "x")
    assert catalogue.article("X").title == "x" and catalogue.article("X").bin == "A03"


def test_removed_and_back(catalogue):
    catalogue.article("M4-20")
    catalogue.remove("M4-20")
    assert catalogue.article("M4-20") is None
    catalogue.add("M4-20", "again")
    assert catalogue.article("M4-20").title == "again"


def test_pieces_of_nothing(catalogue):
    assert Stock(catalogue).pieces("nope") == 0
