"""Duty in per mille of the value, as the agency told us in their letter of 12 March."""

DUTY = {
    "CH": {"textile": 0, "ceramic": 35, "leather": 22},
    "NO": {"textile": 107, "ceramic": 0, "leather": 0},
    "GB": {"textile": 120, "ceramic": 60, "leather": 40},
}

FORM = {"CH": "11.010", "NO": "RD-0020", "GB": "C88"}


def duty(country, kind, value):
    """Duty in cents for goods of a value in cents."""
    return value * DUTY[country][kind] // 1000
