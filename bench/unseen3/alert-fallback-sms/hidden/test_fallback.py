import asyncio

from alertfan.directory import Directory
from alertfan.fanout import Fanout
from alertfan.gateways import MailGateway, SmsGateway

PEOPLE = {
    "a": {"mail": "a@x.example", "phone": "+1"},
    "b": {"mail": "b@bounce.example", "phone": "+2"},
    "c": {"mail": "c@bounce.example", "phone": None},
}


def alert(*names, text="t"):
    fanout = Fanout(Directory(PEOPLE), MailGateway(), SmsGateway())
    return asyncio.run(fanout.alert({"to": list(names), "text": text})), fanout


def test_fallback():
    how, fanout = alert("a", "b", "c")
    assert how == {"a": "mail", "b": "sms", "c": "lost"}
    assert fanout.sms.sent == [("+2", "t")]
    assert fanout.mail.sent == [("a@x.example", "t")]


def test_cut_text():
    _, fanout = alert("b", text="x" * 200)
    assert fanout.sms.sent == [("+2", "x" * 160)]


def test_false_without_phone():
    fanout = Fanout(Directory(PEOPLE), MailGateway(), SmsGateway())
    assert asyncio.run(fanout.by_sms("c", "t")) is False
    assert asyncio.run(fanout.by_sms("a", "t")) is True
    assert fanout.sms.sent == [("+1", "t")]


def test_directory_stays_a_coroutine():
    person = asyncio.run(Directory(PEOPLE).person("a"))
    assert person.phone == "+1"
