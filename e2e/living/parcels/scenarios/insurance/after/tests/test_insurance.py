import pytest

from app.insurance import premium


@pytest.mark.parametrize("value, cents", [("40.00", 150), ("129,90", 259)])
def test_premium(value, cents):
    assert premium({"id": "P1", "value": value}) == cents
