from lightbox.caption import caption
from lightbox.exposure import Exposure


def test_fractions():
    exposure = Exposure({"FNumber": "28/10", "FocalLength": "35/1"})
    assert exposure.aperture == 2.8
    assert exposure.focal_length == 35.0
    assert exposure.shutter == "?"


def test_caption():
    assert caption(Exposure.load("sidecars/IMG_2077.json")) == "X-T30, f/8, 18 mm, 30 s"
