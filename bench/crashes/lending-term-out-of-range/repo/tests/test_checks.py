import pytest

from lending.checks import check_application
from lending.offers import monthly


def test_good():
    assert check_application({"amount": "9000", "term": "5", "income": "2000"})["amount"] == 9000


@pytest.mark.parametrize("change", [{"term": "0"}, {"term": "41"}, {"amount": "1"}, {"amount": "ten"}])
def test_refused(change):
    with pytest.raises(ValueError):
        check_application({"amount": "9000", "term": "5", "income": "2000"} | change)


def test_monthly():
    assert monthly(12000, 5, 3100) == 226
    assert monthly(75000, 2, 3100) is None
