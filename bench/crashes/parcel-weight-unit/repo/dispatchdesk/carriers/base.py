from decimal import ROUND_HALF_UP, Decimal


class Carrier:
    code = ""

    def price(self, parcel) -> Decimal:
        raise NotImplementedError

    @staticmethod
    def money(value) -> Decimal:
        return Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
