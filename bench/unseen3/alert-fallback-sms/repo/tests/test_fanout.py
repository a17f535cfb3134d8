import asyncio
import unittest

from alertfan.directory import Directory
from alertfan.fanout import Fanout
from alertfan.gateways import MailGateway, SmsGateway


class MailTest(unittest.TestCase):
    def test_mail(self):
        mail = MailGateway()
        fanout = Fanout(Directory({"a": {"mail": "a@x.example", "phone": "1"}}), mail, SmsGateway())
        self.assertEqual(asyncio.run(fanout.alert({"to": ["a"], "text": "t"})), {"a": "mail"})
        self.assertEqual(mail.sent, [("a@x.example", "t")])
