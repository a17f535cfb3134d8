import pytest

from maptiles.consume import consume
from maptiles.grid import bounds


def test_world():
    west, south, east, north = bounds(0, 0, 0)
    assert (west, east) == (-180.0, 180.0)
    assert north == pytest.approx(85.0511, abs=1e-4) and south == pytest.approx(-north)


@pytest.mark.parametrize("tile", [(23, 0, 0), (-1, 0, 0), (1, 2, 0), (1, 0, -1)])
def test_precondition(tile):
    with pytest.raises(AssertionError):
        bounds(*tile)


def test_errors_are_listed():
    errors = []
    assert list(consume(['{"id": "a", "tile": "30/0/0"}'], errors)) == []
    assert errors == [("a", "zoom 30 is not within 0..22")]
