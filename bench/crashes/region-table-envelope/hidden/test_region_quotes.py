from decimal import Decimal

import pytest


def test_quotes():
    from pricebook.quote import quote
    assert quote("cedar-desk", "DK") == "3916.50 DKK"
    assert quote("stool", "AT") == "46.20 EUR"
    assert quote("stool", "DE") == "45.82 EUR" or quote("stool", "DE") == "45.81 EUR"


def test_table():
    from pricebook.regions import REGIONS, Region
    assert REGIONS["AT"] == Region("AT", Decimal("0.20"), "EUR")
    assert set(REGIONS) == {"DE", "DK", "AT"}


def test_unknown_region():
    from pricebook.quote import NoSuchRegion, quote
    with pytest.raises(NoSuchRegion):
        quote("stool", "XX")
