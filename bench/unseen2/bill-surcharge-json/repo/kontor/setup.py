"""What the office edits: prices, surcharges."""
import json
import os
from decimal import Decimal

FOLDER = os.environ.get("KONTOR_SETUP", "setup")


def _path(name, folder=None):
    return os.path.join(folder or FOLDER, name)


def read_prices(folder=None):
    with open(_path("prices.json", folder), encoding="utf-8") as fp:
        return {sku: Decimal(price) for sku, price in json.load(fp, parse_float=Decimal).items()}


def read_surcharges(folder=None):
    """Surcharge by name, as a share of the line's price."""
    with open(_path("surcharges.json", folder), encoding="utf-8") as fp:
        return json.load(fp)
