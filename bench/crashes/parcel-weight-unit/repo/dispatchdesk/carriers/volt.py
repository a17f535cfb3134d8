import math

from .base import Carrier


class Volt(Carrier):
    """Charged per started step; parcels over one metre pay a surcharge."""

    code = "volt"
    STEP = 5
    STEP_FEE = 2.4

    def price(self, parcel):
        steps = max(1, math.ceil(parcel.weight_kg / self.STEP))
        fee = steps * self.STEP_FEE
        if parcel.longest_mm > 1000:
            fee += 6
        return self.money(fee)
