from decimal import Decimal


class Channel:
    def __init__(self, name):
        self.name = name

    def balance(self, booking):
        """What the guest still has to pay at the desk."""
        raise NotImplementedError


class Portal(Channel):
    def balance(self, booking):
        return Decimal(booking["price"]) - Decimal(booking["deposit"])


class Agency(Channel):
    COMMISSION = Decimal("0.12")

    def balance(self, booking):
        price = Decimal(booking["price"])
        return (price - price * self.COMMISSION).quantize(Decimal("0.01"))


CHANNELS = {"portal": Portal, "agency": Agency}
