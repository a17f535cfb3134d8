from courier.audit import audited
from courier.definitions import tariff


def base(grams):
    """Cents by weight."""
    return 390 + 60 * (grams // 500)


def surcharge(product, zone):
    return tariff()[product]["surcharge"][zone]


@audited
def price(product, grams, zone):
    return base(grams) + surcharge(product, zone)


@audited
def cutoff(product, grams, zone):
    return tariff()[product]["cutoff"][zone]
