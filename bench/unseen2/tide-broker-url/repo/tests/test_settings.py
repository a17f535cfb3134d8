import pytest

from tidebroker.settings import Settings

FULL = {"TIDE_STATION": "emden", "TIDE_UPSTREAM": "bus.example:4222"}


def test_defaults():
    settings = Settings.from_environment(FULL)
    assert settings.upstream == ("bus.example", 4222)
    assert (settings.interval, settings.prefix) == (60, "tide")


@pytest.mark.parametrize("name", FULL)
def test_no_default(name):
    with pytest.raises(KeyError):
        Settings.from_environment({k: v for k, v in FULL.items() if k != name})
