"""Tracks, made small enough for the map widget."""
from geometry import Point


def _every(points, stride):
    last = len(points) - 1
    for index, point in enumerate(points):
        if index % stride == 0 or index == last:
            yield point


def thin(points, limit):
    """Keep about `limit` points of a track, always its first and last.

    A track which is short enough comes back as it is.
    """
    stride = len(points) // limit
    return list(_every(points, stride))


def bounds(points):
    lats = [point.lat for point in points]
    lons = [point.lon for point in points]
    return Point(min(lats), min(lons)), Point(max(lats), max(lons))
