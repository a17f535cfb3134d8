from geometry import Point, length, parse
from tracks import bounds, thin


def line(count):
    return [Point(float(n), 0.0) for n in range(count)]


def test_thin():
    points = line(100)
    kept = thin(points, 10)
    assert kept[0] == points[0]
    assert len(kept) == 10


def test_bounds():
    assert bounds(line(3)) == (Point(0.0, 0.0), Point(2.0, 0.0))


def test_parse():
    assert parse(["1 2 3", "", "4 5 6"]) == [Point(1, 2, 3), Point(4, 5, 6)]
    assert length([]) == 0
