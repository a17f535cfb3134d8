from decimal import Decimal

import pytest

from book import Book
from postings import Posting


def book(opening, *moves):
    it = Book(opening)
    for amount, source, target in moves:
        it.post(Posting("2026-11-01", "x", Decimal(amount), source, target))
    return it


def test_new_target():
    got = book({"bank": Decimal("100.00")}, ("31.90", "bank", "shop")).balances()
    assert got == {"bank": Decimal("68.10"), "shop": Decimal("31.90")}
    assert all(isinstance(amount, Decimal) for amount in got.values())


def test_new_source():
    assert book({}, ("5.00", "gift", "cash")).balances() == {"gift": Decimal("-5.00"), "cash": Decimal("5.00")}


def test_twice():
    got = book({}, ("5.00", "a", "b"), ("2.50", "b", "c"), ("1.00", "c", "a")).balances()
    assert got == {"a": Decimal("-4.00"), "b": Decimal("2.50"), "c": Decimal("1.50")}
    assert sum(got.values()) == 0


def test_opening_is_not_changed():
    opening = {"bank": Decimal(1)}
    book(opening, ("1", "bank", "x")).balances()
    assert opening == {"bank": Decimal(1)}


def test_untouched_accounts_stay():
    assert book({"bank": Decimal(1), "old": Decimal(7)}, ("1", "bank", "x")).balances()["old"] == 7


def test_amounts_are_still_checked():
    with pytest.raises(ValueError):
        Posting("d", "x", Decimal(0), "a", "b")
