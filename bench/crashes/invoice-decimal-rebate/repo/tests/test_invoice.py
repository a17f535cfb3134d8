import unittest
from decimal import Decimal

from billing import amounts
from billing.invoice import Invoice


class InvoiceTest(unittest.TestCase):
    def test_net(self):
        self.assertEqual(amounts.net([["a", 3, "1.10"], ["b", 1, "2"]]), Decimal("5.30"))

    def test_vat(self):
        self.assertEqual(amounts.vat(Decimal("10.50")), Decimal("2.00"))

    def test_invoice_without_rebate(self):
        invoice = Invoice("walk-in", [["lamp", 1, "24.90"]])
        self.assertEqual(invoice.rebate, Decimal("0.00"))
        self.assertEqual(invoice.total, Decimal("29.63"))
