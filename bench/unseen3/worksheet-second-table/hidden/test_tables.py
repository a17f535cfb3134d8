from hourbook.book import Book
from hourbook.pages import PAGES
from hourbook.table import Table


def test_pages():
    book = Book()
    book.load("hours.csv")
    for _ in range(2):
        assert PAGES["people"](book) == (
            "who    days  hours\n--------------\nnell   1     7.50\ntariq  2     9.25")
        assert PAGES["projects"](book) == (
            "project        hours\n------------------\nshop relaunch  12.00\nintranet       4.75")


def test_widths_of_others_do_not_count():
    wide = Table("name")
    wide.add(name="a very long name indeed")
    narrow = Table("name")
    narrow.add(name="bo")
    assert narrow.render() == "name\n----\nbo"


def test_order_of_columns():
    Table("b", "a")
    assert Table("a", "b").render() == "a  b\n--"


def test_given_widths():
    table = Table("a", "b", widths={"a": 4})
    table.add(a="x", b="yy")
    assert table.render() == "a     b\n------\nx     yy"
