from decimal import Decimal


class Book:
    """Postings and what they amount to."""

    def __init__(self, opening):
        self._opening = opening
        self._postings = []

    def post(self, posting):
        self._postings.append(posting)

    def turnover(self):
        """What was moved, by the account it came from."""
        moved = {}
        for posting in self._postings:
            moved[posting.source] = moved.get(posting.source, Decimal(0)) + posting.amount
        return moved

    def balances(self):
        """Balance by account. An account that has no opening balance starts at nothing."""
        total = dict(self._opening)
        for posting in self._postings:
            total[posting.source] -= posting.amount
            total[posting.target] += posting.amount
        return total
