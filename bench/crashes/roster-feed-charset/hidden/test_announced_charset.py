from decimal import Decimal

from partnerfeeds.prices import read_prices
from partnerfeeds.response import Response


def response(charset, announce=True):
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/csv" + (f"; charset={charset}" if announce else "") + "\r\n\r\n"
    return Response.from_bytes(head.encode() + "article;title;price\nA;Gâteau façon Zoë;1,25\n".encode(charset))


def test_every_announced_charset():
    for charset in ("iso-8859-1", "utf-8", "windows-1252", "ISO-8859-15"):
        assert read_prices(response(charset)) == {"A": ("Gâteau façon Zoë", Decimal("1.25"))}, charset


def test_utf8_without_announcement():
    assert read_prices(response("utf-8", announce=False))["A"][0] == "Gâteau façon Zoë"
