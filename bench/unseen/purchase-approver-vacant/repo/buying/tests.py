import unittest

from buying import seed, services


class MailTests(unittest.TestCase):
    def test_week_38(self):
        seed.load("buying/fixtures/requests.json")
        self.assertEqual(services.approval_mails(38), [
            "To: oduya@corp.example\nDear Sam Oduya, please approve #70: pipettes, EUR 89.00"])
