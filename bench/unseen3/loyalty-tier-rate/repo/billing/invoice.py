from decimal import Decimal

from .money import cents
from .tiers import tier_for


def invoice(account: dict, tiers, taxes) -> dict:
    """net: before discount; discount: on net; tax: on what remains of each item's net."""
    tier = tier_for(tiers, account["orders"])
    net = Decimal(0)
    tax = Decimal(0)
    discount = Decimal(0)
    for item in account["items"]:
        amount = Decimal(item["price"]) * item["count"]
        off = cents(amount * tier.rate)
        net += amount
        discount += off
        tax += cents((amount - off) * taxes.rate(item["kind"]))
    return {"account": account["account"], "tier": tier.name, "net": net, "discount": discount,
            "tax": tax, "total": net - discount + tax}
