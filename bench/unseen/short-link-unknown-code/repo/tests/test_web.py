import pytest

from kurz.storage import Links
from kurz.web import Application


@pytest.fixture
def links():
    l = Links()
    l.put("a", "https://a.example/", "me")
    l.put("b", "https://b.example/")
    return l


def test_redirect_counts(links):
    app = Application(links)
    assert app.dispatch("a")[1] == [("Location", "https://a.example/")]
    assert app.dispatch("a+") == ("200 OK", [], "1\n")
    assert app.dispatch("zz+")[0] == "404 Not Found"


def test_owner(links):
    assert [links.owner(c) for c in "abc"] == ["me", "anonymous", None]
