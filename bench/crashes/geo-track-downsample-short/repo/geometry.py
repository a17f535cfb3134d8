import math
from typing import Iterable, List, NamedTuple


class Point(NamedTuple):
    lat: float
    lon: float
    height: float = 0.0


def distance(a: Point, b: Point) -> float:
    """Metres between two points, good enough for a few kilometres."""
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    y = math.radians(b.lat - a.lat)
    return 6371000.0 * math.hypot(x, y)


def length(points: Iterable[Point]) -> float:
    points = list(points)
    return sum(map(distance, points, points[1:]))


def parse(lines: Iterable[str]) -> List[Point]:
    return [Point(*map(float, line.split())) for line in lines if line.strip()]
