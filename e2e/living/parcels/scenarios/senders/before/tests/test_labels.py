import pytest

from app.labels import tag


@pytest.mark.parametrize("parcel, text", [("KI-1", "KI-1 / Kiel"), ("HB-7", "HB-7 / Bremen")])
def test_tag(parcel, text):
    assert tag(parcel) == text
