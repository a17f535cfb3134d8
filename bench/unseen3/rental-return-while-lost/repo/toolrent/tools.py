from dataclasses import dataclass


@dataclass
class Tool:
    id: str
    day_price: int
    value: int
    state: str = "shelf"


STOCK = {
    "drill-2": (1200, 18900),
    "saw-1": (900, 7400),
    "sander-4": (700, 5200),
}


def stock():
    return {identity: Tool(identity, *prices) for identity, prices in STOCK.items()}
