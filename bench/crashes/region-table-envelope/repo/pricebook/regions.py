from decimal import Decimal
from typing import NamedTuple

from .tables import load


class Region(NamedTuple):
    code: str
    tax: Decimal
    currency: str


REGIONS = {row["code"]: Region(row["code"], Decimal(row["tax"]), row["currency"]) for row in load("regions")}
