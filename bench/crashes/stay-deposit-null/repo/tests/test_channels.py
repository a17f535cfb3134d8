import unittest
from decimal import Decimal

from frontdesk.channels import Agency, Portal


class ChannelTest(unittest.TestCase):
    def test_portal(self):
        self.assertEqual(Portal("p").balance({"price": "310.00", "deposit": "50.00"}), Decimal("260.00"))

    def test_agency(self):
        self.assertEqual(Agency("a").balance({"price": "100.00"}), Decimal("88.00"))
