from collections import defaultdict


class Accounts:
    """What customers owe, in cents."""

    def __init__(self):
        self.owed = defaultdict(int)
        self.entries = []

    def charge(self, customer, cents, text):
        self.owed[customer] += cents
        self.entries.append((customer, cents, text))
