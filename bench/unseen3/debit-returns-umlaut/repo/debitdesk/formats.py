from dataclasses import dataclass
from datetime import date
from decimal import Decimal

BANK_ENCODING = "cp1252"

# codes of the bank
REASONS = {"R01": "no funds", "R02": "account closed", "R04": "objection"}


@dataclass(frozen=True)
class Booking:
    day: date
    amount: Decimal
    name: str
    invoice: str | None


@dataclass(frozen=True)
class Return:
    reason: str
    invoice: str
    amount: Decimal
    name: str
