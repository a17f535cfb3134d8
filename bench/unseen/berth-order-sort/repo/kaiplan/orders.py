"""Orders in which ships may be called in. Each takes the ships as announced and gives a new list."""


def by_eta(ships):
    return sorted(ships, key=lambda s: s["eta"])


def by_size(ships):
    """Big ones first."""
    return sorted(ships, key=lambda s: -s["length"])


def by_draught(ships):
    """Deepest first, as the tide falls; ships of the same draught as they arrive."""
    ships = [s for s in ships]
    return ships.sort(key=lambda s: (-s["draught"], s["eta"]))


ORDERS = {"eta": by_eta, "size": by_size, "draught": by_draught}
