from kurz.storage import Links
from kurz.web import Application


def test_unknown_is_404():
    links = Links()
    links.put("a", "https://a.example/")
    app = Application(links)
    status, headers, body = app.dispatch("nope")
    assert status == "404 Not Found" and not headers
    assert app.dispatch("a")[0] == "302 Found"
    assert links.hits("a") == 1
    assert links.hits("nope") is None
