import pytest

import flagship
from flagship.engine import bucket, percentage


def test_unlisted_country_takes_the_default():
    assert percentage("new-checkout", "FR") == 10
    assert percentage("dark-mode", "NO") == 100
    assert percentage("crypto-payout", "NO") == 0


def test_listed_country_keeps_its_own():
    assert percentage("new-checkout", "AT") == 50
    assert percentage("crypto-payout", "CH") == 100


def test_enabled():
    assert flagship.enabled("dark-mode", "u-1004", "NO") is True
    assert flagship.enabled("crypto-payout", "u-1003", "NO") is False
    users = [f"u-{n}" for n in range(300)]
    assert [flagship.enabled("new-checkout", u, "FR") for u in users] == [bucket("new-checkout", u) < 10 for u in users]


def test_unknown_flag_is_still_an_error():
    with pytest.raises(KeyError):
        flagship.enabled("no-such-flag", "u-1", "DE")
