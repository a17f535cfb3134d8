from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Posting:
    day: str
    text: str
    amount: Decimal
    source: str
    target: str

    def __post_init__(self):
        if self.amount <= 0:
            raise ValueError(f"{self.text}: an amount must be positive")


def read(lines):
    for line in lines:
        day, text, amount, source, target = line.split()
        yield Posting(day, text, Decimal(amount), source, target)
