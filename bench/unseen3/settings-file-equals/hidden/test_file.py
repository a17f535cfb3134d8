import pytest

from edgeagent.errors import SettingsError
from edgeagent.settings import Settings, layered
from edgeagent.sources import from_file


def read(tmp_path, text):
    path = tmp_path / "a.conf"
    path.write_text(text)
    return from_file(path)


def test_site():
    settings = Settings.from_values(layered(from_file("etc/site-17.conf")))
    assert settings.url == "https://collect.example.net/v2/in?tenant=44&format=line"
    assert settings.key == "c2l0ZS0xNzpzZWNyZXQ="
    assert (settings.site, settings.poll_seconds) == ("rtm-2", 60)


def test_values(tmp_path):
    assert read(tmp_path, "a=b\nc = d = e\nf=\ng==\n# h = i\n\nk = l#m\n") == {
        "a": "b", "c": "d = e", "f": "", "g": "=", "k": "l#m"}


def test_without_sign(tmp_path):
    with pytest.raises(SettingsError):
        read(tmp_path, "a = b\nnonsense\n")
