import pytest

from lightbox.caption import caption
from lightbox.exposure import Exposure


@pytest.mark.parametrize("text, seconds", [("1/250", 0.004), ("10/4", 2.5), ("30", 30.0), ("0.5", 0.5), ("13/10", 1.3)])
def test_seconds(text, seconds):
    got = Exposure({"ExposureTime": text}).seconds
    assert isinstance(got, float) and got == pytest.approx(seconds)


def test_absent_stays_none():
    assert Exposure({}).seconds is None
    assert Exposure({"ExposureTime": " "}).seconds is None


def test_captions():
    assert caption(Exposure.load("sidecars/IMG_2041.json")) == "X-T30, f/2.8, 35 mm, 1/250 s"
    assert Exposure({"ExposureTime": "10/4"}).is_long() is True
    assert Exposure({"ExposureTime": "1/3"}).is_long() is False


def test_nonsense_is_still_an_error():
    with pytest.raises(ValueError):
        Exposure({"ExposureTime": "bulb"}).seconds
