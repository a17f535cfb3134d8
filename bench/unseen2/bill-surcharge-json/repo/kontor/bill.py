from dataclasses import dataclass, field
from decimal import Decimal

from .money import cents


@dataclass
class Line:
    sku: str
    pieces: int
    price: Decimal
    share: Decimal = Decimal(0)

    @property
    def goods(self) -> Decimal:
        return self.pieces * self.price

    @property
    def surcharge(self) -> Decimal:
        return cents(self.goods * self.share)

    @property
    def total(self) -> Decimal:
        return self.goods + self.surcharge


@dataclass
class Bill:
    number: int
    customer: str
    lines: list[Line] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))


def from_order(order, prices, surcharges):
    bill = Bill(order["number"], order["customer"])
    for row in order["lines"]:
        line = Line(row["sku"], row["pieces"], prices[row["sku"]])
        if "surcharge" in row:
            line.share = surcharges[row["surcharge"]]
        bill.lines.append(line)
    return bill
