from decimal import Decimal

from .tables import load

RATES = {row["code"]: Decimal(row["per_euro"]) for row in load("currencies")["items"]}


def convert(euro, code):
    return (euro * RATES[code]).quantize(Decimal("0.01"))
