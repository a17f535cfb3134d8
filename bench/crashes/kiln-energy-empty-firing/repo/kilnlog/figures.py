"""The figures of the monthly sheet. All take a Firing."""


def heating_rate(firing):
    """Degrees an hour."""
    return round(firing.peak / firing.hours, 3)


def power(firing):
    """Mean kilowatts."""
    return round(firing.kwh / firing.hours, 3)


def energy_per_piece(firing):
    """Kilowatt-hours for each piece."""
    return round(firing.kwh / firing.pieces, 3)
