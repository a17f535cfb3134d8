"""The product feed for price-comparison sites."""

import csv
import io


def write(catalogue):
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["sku", "title", "list_price", "availability"])
    for item in catalogue:
        rows.writerow([item.sku, item.name, f"{item.price:.2f}", "in stock" if item.stock else "out of stock"])
    return out.getvalue()
