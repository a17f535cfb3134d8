"""Tracks, made small enough for the map widget."""
from geometry import Point


def thin(points, limit):
    """Keep about `limit` points of a track.

    A track which is short enough comes back as it is.
    """
    stride = max(1, len(points) // limit)
    return list(points[::stride])


def bounds(points):
    lats = [point.lat for point in points]
    lons = [point.lon for point in points]
    return Point(min(lats), min(lons)), Point(max(lats), max(lons))
