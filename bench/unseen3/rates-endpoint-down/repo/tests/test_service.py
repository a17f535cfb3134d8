from datetime import datetime, timedelta, timezone

import pytest

from fxcache.cache import Cache
from fxcache.service import current

NOW = datetime(2025, 7, 1, tzinfo=timezone.utc)
DATA = {"base": "EUR", "rates": {"USD": "1.1"}}


class Working:
    def fetch(self):
        return DATA


class Broken:
    def fetch(self):
        raise OSError("down")


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "rates.json")


def test_fetched_and_cached(cache):
    assert current(Working(), cache, NOW) == {"USD": "1.1"}
    assert current(Broken(), cache, NOW + timedelta(hours=24)) == {"USD": "1.1"}


def test_too_old(cache):
    current(Working(), cache, NOW)
    with pytest.raises(OSError):
        current(Broken(), cache, NOW + timedelta(hours=24, seconds=1))


def test_no_cache(cache):
    with pytest.raises(OSError):
        current(Broken(), cache, NOW)
