import unittest

from receipts.directory import Directory, UnknownCustomer
from receipts.jobs import send_refund_note
from receipts.mailer import Mailer


class JobsTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.mailer = Mailer()
        self.directory = Directory({"c": {"name": "Bo", "mail": "bo@example.org"}})

    async def test_refund(self):
        await send_refund_note({"number": "9", "customer": "c", "cents": 100}, self.directory, self.mailer)
        to, subject, body = self.mailer.sent[0]
        self.assertEqual((to, subject), ("bo@example.org", "Refund for 9"))
        self.assertIn("1.00", body)

    async def test_refund_unknown(self):
        with self.assertRaises(UnknownCustomer):
            await send_refund_note({"number": "9", "customer": "x", "cents": 100}, self.directory, self.mailer)
