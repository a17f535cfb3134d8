from datetime import date
from decimal import Decimal

from .formats import BANK_ENCODING, REASONS, Booking, Return


def read_statement(path):
    bookings = []
    with open(path, encoding=BANK_ENCODING) as fp:
        for line in fp:
            day, sign, amount, name, invoice = line.rstrip("\n").split(";")
            bookings.append(Booking(date.fromisoformat(day), Decimal(sign + amount), name, invoice or None))
    return bookings


def read_returns(path):
    found = []
    with open(path) as fp:
        for line in fp:
            code, invoice, amount, name = line.rstrip("\n").split("|")
            found.append(Return(REASONS.get(code, code), invoice, Decimal(amount), name))
    return found
