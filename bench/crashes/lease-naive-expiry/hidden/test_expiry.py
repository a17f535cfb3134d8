from datetime import datetime, timedelta, timezone

from gatekeeper.middleware import RequireToken
from gatekeeper.tokens import Book, Token, issue


def token(after, offset):
    zone = timezone(timedelta(hours=offset))
    moment = datetime.now(timezone.utc)
    return Token("t", "me", moment, (moment + after).astimezone(zone))


def test_issued_tokens():
    assert issue("t", "me", timedelta(minutes=5)).expired() is False
    assert issue("t", "me", timedelta(minutes=-5)).expired() is True


def test_zone_counts():
    for offset in (-8, 0, 5, 14):
        assert not token(timedelta(minutes=10), offset).expired()
        assert token(timedelta(minutes=-10), offset).expired()


def test_zone_is_kept():
    assert Book("tokens.json").get("t-12").expires.utcoffset() == timedelta(hours=-3)


def status(name):
    said = []
    app = RequireToken(lambda environ, start: start("200 OK", []) or [], Book("tokens.json"))
    list(app({"HTTP_X_TOKEN": name}, lambda text, headers: said.append(text)))
    return said


def test_requests():
    assert status("t-77") == ["200 OK"]
    assert status("t-12") == ["401 Unauthorized"]
    assert status("t-00") == ["401 Unauthorized"]
