"""The product feed for price-comparison sites."""

import csv
import io

from pricing_logic import cents


def sale_price(item):
    if not item.discount:
        return item.price
    return item.price / item.discount


def write(catalogue):
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["sku", "title", "price", "sale_price", "availability"])
    for item in catalogue:
        rows.writerow([
            item.sku,
            item.name,
            f"{item.price:.2f}",
            f"{cents(sale_price(item)) / 100:.2f}",
            "in stock" if item.stock else "out of stock",
        ])
    return out.getvalue()
