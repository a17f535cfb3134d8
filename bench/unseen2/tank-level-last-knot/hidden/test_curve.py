from pathlib import Path

import pytest

from brine.curve import Curve, OutsideCurve
from brine.tanks import Tanks

CURVE = Curve((10.0, 20.0, 50.0), (1.0, 3.0, 12.0))


@pytest.mark.parametrize("height, volume", [(10, 1), (15, 2), (20, 3), (35, 7.5), (49.9, 11.97), (50, 12)])
def test_points_and_between(height, volume):
    assert CURVE.volume(height) == pytest.approx(volume)


@pytest.mark.parametrize("height", [9.99, 50.01, -3, 1e6])
def test_outside(height):
    with pytest.raises(OutsideCurve):
        CURVE.volume(height)


def test_brimful():
    tanks = Tanks.from_folder(Path("calibration"))
    assert tanks.reading("north", 180.0) == pytest.approx(38.0)
    assert tanks.fill("north") == pytest.approx(1.0)
    assert tanks.reading("north", 181) is None
    assert tanks.reading("south", 120) == pytest.approx(19.8)
    assert tanks.total() == pytest.approx(57.8)
