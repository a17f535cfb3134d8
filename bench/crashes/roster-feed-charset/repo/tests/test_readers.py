from decimal import Decimal

from partnerfeeds.run import ingest


def test_stock():
    assert ingest("captures/meridian-stock.http") == {"M-7": 12, "M-9": 0}


def test_prices_without_announced_charset():
    assert ingest("captures/tula-prices.http") == {"T-1": ("Чайник", Decimal("18.00"))}
