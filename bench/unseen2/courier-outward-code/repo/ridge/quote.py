from dataclasses import dataclass

# what the van takes
MAX_GRAMS = 30_000


@dataclass
class Quote:
    pence: int
    days: int


def kilos(grams):
    """Begun kilograms."""
    return -(-grams // 1000)


def quote(zones, postcode, grams):
    zone = zones.zone_for(postcode)
    return Quote(zone.base_pence + kilos(grams) * zone.per_kilo_pence, zone.days)
