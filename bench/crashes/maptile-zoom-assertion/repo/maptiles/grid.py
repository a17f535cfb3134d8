import math

MAX_ZOOM = 22


def bounds(zoom, x, y):
    """West, south, east and north of a tile, in degrees.

    Precondition: 0 <= zoom <= MAX_ZOOM, 0 <= x < 2**zoom and 0 <= y < 2**zoom.
    """
    assert 0 <= zoom <= MAX_ZOOM, f"zoom {zoom} is not within 0..{MAX_ZOOM}"
    size = 2 ** zoom
    assert 0 <= x < size and 0 <= y < size, f"tile {x}/{y} is off the map at zoom {zoom}"
    return _longitude(x, size), _latitude(y + 1, size), _longitude(x + 1, size), _latitude(y, size)


def _longitude(x, size):
    return x / size * 360.0 - 180.0


def _latitude(y, size):
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / size))))
