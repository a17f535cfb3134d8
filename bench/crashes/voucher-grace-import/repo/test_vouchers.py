from datetime import date

import pytest

import ledger
import store
from rules import NotRedeemable


@pytest.fixture
def vouchers():
    return store.load("vouchers.json")


def test_redeem(vouchers):
    assert ledger.redeem(vouchers, "SPRING-10", date(2024, 5, 31)) == 1000
    assert '"redeemed": "2024-05-31"' in store.dump(vouchers)
    with pytest.raises(NotRedeemable, match="already"):
        ledger.redeem(vouchers, "SPRING-10", date(2024, 5, 31))


def test_expired(vouchers):
    with pytest.raises(NotRedeemable, match="expired on 2024-05-31"):
        ledger.redeem(vouchers, "SPRING-10", date(2024, 6, 1))
