"""What the post takes for a parcel."""

import math

BASE = {"domestic": 490, "europe": 990, "world": 1990}
PER_KILO = {"domestic": 60, "europe": 180, "world": 750}


def postage(zone: str, kilos: float) -> int:
    """The base price, and so much for each kilo that is begun."""
    return BASE[zone] + PER_KILO[zone] * math.ceil(kilos)
