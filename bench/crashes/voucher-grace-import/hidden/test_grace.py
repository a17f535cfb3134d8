from datetime import date

import pytest

import ledger
import store
from rules import NotRedeemable, last_day


def test_last_day():
    assert last_day({"expires": date(2024, 6, 30), "grace_days": 14}) == date(2024, 7, 14)
    assert last_day({"expires": date(2024, 12, 25), "grace_days": 10}) == date(2025, 1, 4)
    assert last_day({"expires": date(2024, 6, 30), "grace_days": 0}) == date(2024, 6, 30)
    assert last_day({"expires": date(2024, 6, 30)}) == date(2024, 6, 30)


def test_redeem_in_grace_period():
    vouchers = store.load("vouchers.json")
    assert ledger.redeem(vouchers, "SUMMER-20", date(2024, 7, 14)) == 2000


def test_after_grace_period():
    vouchers = store.load("vouchers.json")
    with pytest.raises(NotRedeemable, match="expired on 2024-07-14"):
        ledger.redeem(vouchers, "SUMMER-20", date(2024, 7, 15))
