from .base import Carrier


class Harbor(Carrier):
    code = "harbor"
    LIMIT_KG = 20

    def price(self, parcel):
        kg = parcel.weight_g / 1000
        if kg > self.LIMIT_KG:
            return self.money(14.9 + (kg - self.LIMIT_KG) * 1.1)
        return self.money(14.9)
