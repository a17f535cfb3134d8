import json
from decimal import Decimal


class Taxes:
    def __init__(self, rates: dict[str, Decimal]):
        self.rates = rates

    @classmethod
    def load(cls, path):
        with open(path) as fp:
            return cls(json.load(fp, parse_float=Decimal))

    def rate(self, kind: str) -> Decimal:
        return self.rates.get(kind, self.rates["default"])
