import pytest

from geometry import Point
from serve_track import widget
from tracks import thin


def line(count):
    return [Point(float(n), 0.0) for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 4, 49, 50])
def test_short_track_is_unchanged(count):
    assert thin(line(count), 50) == line(count)


def test_long_tracks_as_before():
    assert thin(line(100), 10) == [*line(100)[::10], line(100)[-1]]
    assert thin(line(51), 50) == line(51)
    assert thin(line(150), 50) == [*line(150)[::3], line(150)[-1]]


def test_widget_shows_all():
    points = line(4)
    assert len(widget(points, 50)["line"]) == 4
