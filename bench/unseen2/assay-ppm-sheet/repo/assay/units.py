"""Units a laboratory may write, as parts per million."""
from decimal import Decimal

PPM = {
    "ppm": Decimal(1),
    "g/t": Decimal(1),
    "ppb": Decimal("0.001"),
    "%": Decimal(10_000),
}


def known(unit):
    return unit in PPM
