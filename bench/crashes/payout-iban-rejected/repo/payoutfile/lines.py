import csv
from decimal import Decimal
from typing import NamedTuple

from . import iban


class RefusedList(Exception):
    """The list as a whole is not taken."""


class Payout(NamedTuple):
    name: str
    account: str
    amount: Decimal


def read(fh):
    payouts = []
    for number, row in enumerate(csv.DictReader(fh), 2):
        try:
            payouts.append(Payout(row["name"], iban.check(row["iban"]), Decimal(row["amount"])))
        except iban.InvalidIban as exc:
            raise RefusedList(f"line {number} ({row['name']}): {exc}") from exc
    return payouts
