"""Figures for the buyers' weekly sheet."""


def per_unit(total, units):
    """What one unit of a delivery cost."""
    return total / units if units else total


def turnover(sold, held):
    """How often the stock of a week was sold."""
    return sold / held if held else 0
