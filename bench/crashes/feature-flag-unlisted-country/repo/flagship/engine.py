import zlib

from flagship.audit import audited
from flagship.definitions import flags


def bucket(flag, user):
    """A stable number from 0 to 99."""
    return zlib.crc32(f"{flag}/{user}".encode()) % 100


def percentage(flag, country):
    return flags()[flag]["rollout"][country]


@audited
def enabled(flag, user, country):
    return bucket(flag, user) < percentage(flag, country)


@audited
def variant_for(flag, user, country):
    variants = flags()[flag]["variants"]
    return variants.get(country, variants["default"])
