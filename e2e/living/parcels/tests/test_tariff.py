import pytest

from app import tariff


@pytest.mark.parametrize("zone, kilos, cents", [("domestic", 0.3, 550), ("europe", 2.0, 1350), ("world", 2.1, 4240)])
def test_postage(zone, kilos, cents):
    assert tariff.postage(zone, kilos) == cents
