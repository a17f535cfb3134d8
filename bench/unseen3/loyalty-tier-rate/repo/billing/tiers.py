import json
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Tier:
    name: str
    from_orders: int
    rate: Decimal


def load(path) -> list[Tier]:
    with open(path) as fp:
        return sorted((Tier(**raw) for raw in json.load(fp)), key=lambda tier: tier.from_orders)


def tier_for(tiers: list[Tier], orders: int) -> Tier:
    """The highest tier somebody with so many orders has reached."""
    return [tier for tier in tiers if tier.from_orders <= orders][-1]
