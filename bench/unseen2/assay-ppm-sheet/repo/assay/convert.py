from decimal import Decimal

from .units import PPM, known


class UnknownUnit(ValueError):
    pass


def ppm(content, unit) -> Decimal:
    """A content in parts per million."""
    if not known(unit):
        raise UnknownUnit(unit)
    return Decimal(content) * PPM[unit]


def percent(content, unit) -> Decimal:
    return ppm(content, unit) / PPM["%"]
