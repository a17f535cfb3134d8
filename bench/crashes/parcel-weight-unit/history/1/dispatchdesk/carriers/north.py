from .base import Carrier


class NorthMail(Carrier):
    """Base fee plus 0.80 for each kilogram."""

    code = "north"

    def price(self, parcel):
        return self.money(3.5 + 0.8 * parcel.weight_kg)
