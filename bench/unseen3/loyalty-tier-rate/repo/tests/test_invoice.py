import unittest
from decimal import Decimal

from billing.invoice import invoice
from billing.taxes import Taxes
from billing.tiers import Tier, tier_for

TIERS = [Tier("none", 0, Decimal(0)), Tier("silver", 10, Decimal("0.1"))]
TAXES = Taxes({"default": Decimal("0.2")})


class InvoiceTest(unittest.TestCase):
    def test_tier(self):
        self.assertEqual(tier_for(TIERS, 9).name, "none")
        self.assertEqual(tier_for(TIERS, 10).name, "silver")

    def test_discount_before_tax(self):
        made = invoice({"account": "a", "orders": 11, "items": [{"kind": "x", "price": "10.00", "count": 1}]},
                       TIERS, TAXES)
        self.assertEqual((made["discount"], made["tax"], made["total"]),
                         (Decimal("1.00"), Decimal("1.80"), Decimal("10.80")))


if __name__ == "__main__":
    unittest.main()
