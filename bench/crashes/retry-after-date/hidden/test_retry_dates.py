import pytest

from courierhooks.backoff import wait_seconds

DATE = {"Retry-After": "Tue, 05 Mar 2024 10:15:00 GMT"}
AT = 1709633700


def test_date_ahead():
    assert wait_seconds(DATE, AT - 300) == pytest.approx(300, abs=1)
    assert wait_seconds(DATE, AT - 45) == pytest.approx(45, abs=1)


def test_date_gone_by():
    assert wait_seconds(DATE, AT + 50) == 0


def test_date_far_ahead():
    assert wait_seconds(DATE, AT - 86400) == 3600


def test_seconds_as_before():
    assert wait_seconds({"Retry-After": "7"}, AT) == 7
    assert wait_seconds({}, AT) == 30
