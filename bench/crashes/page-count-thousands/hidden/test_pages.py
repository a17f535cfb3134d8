import pytest

from shelfmark.catalogue import Catalogue
from shelfmark.supplier import read_titles

HEAD = "isbn,title,pages,copies,price_cents"


def pages(text):
    return [t.pages for t in read_titles([HEAD, f"1,A,{text},1,1"])]


def test_pages():
    assert pages('"1,204"') == [1204]
    assert pages("96") == [96]
    assert pages('"1,000,001"') == [1000001]


def test_spring():
    catalogue = Catalogue()
    with open("supplier/spring.csv", newline="") as fh:
        for title in read_titles(fh):
            catalogue.add(title)
    assert (len(catalogue), catalogue.total_pages()) == (2, 1652)


def test_no_number_is_refused():
    for bad in ("", "many"):
        with pytest.raises(ValueError):
            pages(bad)
