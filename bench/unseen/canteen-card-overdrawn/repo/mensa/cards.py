class CardError(Exception):
    pass


class UnknownCard(CardError):
    pass


class InsufficientFunds(CardError):
    def __init__(self, number, missing):
        super().__init__(f"card {number}: {missing / 100:.2f} missing")
        self.missing = missing


class Cards:
    def __init__(self, balances):
        self.balances = balances

    def charge(self, number, cents):
        if number not in self.balances:
            raise UnknownCard(number)
        rest = self.balances[number] - cents
        if rest < 0:
            raise InsufficientFunds(number, -rest)
        self.balances[number] = rest
        return rest
