from decimal import Decimal


class Invoices:
    def __init__(self, amounts):
        self.open = {number: Decimal(amount) for number, amount in amounts.items()}

    def paid(self, booking):
        """Takes a payment off its invoice; closes it when nothing is left."""
        if booking.invoice not in self.open:
            return False
        self.open[booking.invoice] -= booking.amount
        if self.open[booking.invoice] <= 0:
            del self.open[booking.invoice]
        return True

    def matches(self, returned):
        return self.open.get(returned.invoice) == returned.amount
