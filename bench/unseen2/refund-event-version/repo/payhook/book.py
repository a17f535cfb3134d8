from collections import defaultdict


class CurrencyMismatch(ValueError):
    pass


class Book:
    """What we hold per payment, in cents, and the currency of it."""

    def __init__(self):
        self.balance = defaultdict(int)
        self.currency = {}
        self.notes = []

    def post(self, payment, cents, currency):
        if self.currency.setdefault(payment, currency) != currency:
            raise CurrencyMismatch(f"{payment}: {currency} into {self.currency[payment]}")
        self.balance[payment] += cents

    def note(self, payment, text):
        self.notes.append((payment, text))
