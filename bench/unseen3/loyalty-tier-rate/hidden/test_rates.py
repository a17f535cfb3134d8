from decimal import Decimal

from billing import tiers as tier_table
from billing.invoice import invoice
from billing.taxes import Taxes

TIERS = tier_table.load("config/tiers.json")
TAXES = Taxes.load("config/taxes.json")


def bill(orders, price, kind="food"):
    return invoice({"account": "a", "orders": orders, "items": [{"kind": kind, "price": price, "count": 1}]},
                   TIERS, TAXES)


def test_silver():
    made = invoice({"account": "C-18", "orders": 22, "items": [
        {"kind": "food", "price": "4.35", "count": 6}, {"kind": "garden", "price": "19.99", "count": 1}]}, TIERS, TAXES)
    assert made["tier"] == "silver"
    assert (made["net"], made["discount"], made["tax"]) == (Decimal("46.09"), Decimal("2.31"), Decimal("3.80"))
    assert made["total"] == Decimal("47.58")


def test_half_a_cent_is_exact():
    # 15% of 10.50 is 1.575
    assert bill(40, "10.50")["discount"] == Decimal("1.58")
    assert bill(40, "0.90")["discount"] == Decimal("0.14")


def test_all_decimal():
    made = bill(12, "20.00")
    assert all(isinstance(made[key], Decimal) for key in ("net", "discount", "tax", "total"))
    assert made["discount"] == Decimal("1.00")


def test_no_tier():
    assert bill(0, "12.90", "books")["total"] == Decimal("13.55")


def test_tiers_in_order():
    assert [(t.name, t.from_orders) for t in TIERS] == [("none", 0), ("silver", 10), ("gold", 40)]
