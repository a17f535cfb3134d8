from lightbox.caption import caption, shutter
from lightbox.exposure import Exposure


def test_fractions():
    exposure = Exposure({"FNumber": "28/10", "FocalLength": "35/1"})
    assert exposure.aperture == 2.8
    assert exposure.focal_length == 35.0
    assert exposure.seconds is None and not exposure.is_long()


def test_long():
    exposure = Exposure.load("sidecars/IMG_2077.json")
    assert exposure.is_long()
    assert caption(exposure) == "X-T30, f/8, 18 mm, 30 s, (long exposure)"


def test_shutter():
    assert [shutter(s) for s in (None, 0.004, 1.5)] == ["?", "1/250 s", "1.5 s"]
