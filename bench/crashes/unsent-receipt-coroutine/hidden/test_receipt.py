import asyncio

import pytest

from receipts.directory import Directory, UnknownCustomer
from receipts.jobs import send_receipt
from receipts.mailer import Mailer

JOB = {"number": "R-5", "customer": "c", "items": [{"title": "Lamp", "cents": 4900}, {"title": "Bulb", "cents": 350}]}


def test_receipt():
    mailer = Mailer()
    asyncio.run(send_receipt(JOB, Directory({"c": {"name": "Bo", "mail": "bo@example.org"}}), mailer))
    [(to, subject, body)] = mailer.sent
    assert (to, subject) == ("bo@example.org", "Your receipt R-5")
    assert body.splitlines()[-1].split() == ["Total", "52.50"]


def test_unknown_customer():
    mailer = Mailer()
    with pytest.raises(UnknownCustomer):
        asyncio.run(send_receipt(JOB, Directory({}), mailer))
    assert mailer.sent == []
