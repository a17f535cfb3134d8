import pytest

from tinconf import Settings
from tinconf.render import page


@pytest.fixture
def settings():
    return Settings.load("conf", "harbour")


def test_override(settings):
    other = settings.override(title="A & B", per_page=1)
    assert (other.title, other.per_page, other.theme, other.tenant) == ("A & B", 1, "blue", "harbour")
    assert (settings.title, settings.per_page) == ("Harbour events", 20)
    assert isinstance(other, Settings)
    assert page(other, ["x", "y"]).count("<li>") == 1


def test_twice(settings):
    assert settings.override(theme="a").override(title="b").theme == "a"


def test_unknown(settings):
    with pytest.raises(KeyError):
        settings.override(colour="red")
    with pytest.raises(AttributeError):
        settings.colour
    assert not hasattr(settings.override(theme="x"), "footer")
    assert getattr(settings, "footer", "-") == "-"
