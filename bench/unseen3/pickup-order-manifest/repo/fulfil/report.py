from collections import Counter
from typing import Iterable

from .models import Order


def day_report(orders: Iterable[Order]) -> dict:
    orders = list(orders)
    skus = Counter()
    for order in orders:
        for line in order.lines:
            skus[line.sku] += line.quantity
    return {"orders": len(orders), "grams": sum(o.grams for o in orders), "top": skus.most_common(3)}
