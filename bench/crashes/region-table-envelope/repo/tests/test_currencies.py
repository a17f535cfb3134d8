from decimal import Decimal

from pricebook.currencies import convert


def test_convert():
    assert convert(Decimal("10"), "DKK") == Decimal("74.60")
