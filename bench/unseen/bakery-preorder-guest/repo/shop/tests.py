import unittest

from shop import seed, views


class SlipTests(unittest.TestCase):
    def setUp(self):
        seed.load("shop/fixtures/orders.json")

    def test_sunday(self):
        self.assertEqual(views.print_slips("sun"), ["#313 Omar Said (tel. 0170 555 09)\n  2 x rye loaf"])

    def test_receipts_for_guests_too(self):
        self.assertIn("To: tr@example.org\nT. Ruiz, EUR 7.50", list(views.mail_receipts("sat")))
