AREAS = {
    "lagoon": (0.25, 0.25, 0.75, 0.5),
    "harbour": (0.5, 0.5, 0.625, 0.625),
}


def keys(area, zoom):
    """All tile keys of a named area at a zoom level, west to east, north to south."""
    west, north, east, south = AREAS[area]
    n = 1 << zoom
    for y in range(int(north * n), max(int(north * n) + 1, int(south * n))):
        for x in range(int(west * n), max(int(west * n) + 1, int(east * n))):
            yield zoom, x, y
