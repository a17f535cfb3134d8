from .areas import keys


def warm(store, area, zoom):
    """Fill the store with an area; returns (tiles, bytes)."""
    tiles = size = 0
    for key in keys(area, zoom):
        size += len(store.fetch(key))
        tiles += 1
    return tiles, size
