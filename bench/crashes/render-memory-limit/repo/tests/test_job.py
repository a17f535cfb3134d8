import pytest

from posterprint.job import run
from posterprint.sizes import UnknownSize, pixels


def test_pixels():
    assert pixels("a4", 300) == (2480, 3508)
    with pytest.raises(UnknownSize):
        pixels("b5", 300)


def test_job():
    canvas = run("jobs/a4.json")
    assert canvas.rows[:3] == bytes([200, 30, 30])
    assert canvas.rows[-3:] == b"\xff\xff\xff"
