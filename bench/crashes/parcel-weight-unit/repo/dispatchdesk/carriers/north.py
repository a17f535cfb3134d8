from .base import Carrier


class NorthMail(Carrier):
    """Base fee plus 0.80 for each kilogram."""

    code = "north"

    def price(self, parcel):
        kg = parcel.weight_g / 1000
        return self.money(3.5 + 0.8 * kg)
