import csv
import io
from decimal import Decimal


def read_prices(response):
    """article;title;price with a decimal comma"""
    text = response.body.decode("utf-8")
    prices = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        prices[row["article"]] = (row["title"], Decimal(row["price"].replace(",", ".")))
    return prices
