import unittest
from datetime import date

from noticeboard.channels import Mail, Sms

DAY = date(2024, 12, 3)


class ChannelTest(unittest.TestCase):
    def test_mail(self):
        self.assertEqual(Mail("a@b", "en-US").render("closing", DAY), "To: a@b\n\nWe close on 12/3/2024.")

    def test_sms_in_house_language(self):
        self.assertEqual(Sms("1").render("closing", DAY), "Vi lukker den 3.12.2024.")

    def test_language_without_template(self):
        self.assertEqual(Sms("1", "fr-FR").render("closing", DAY), "We close on 2024-12-03.")
