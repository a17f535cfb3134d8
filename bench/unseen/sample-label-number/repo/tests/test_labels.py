import pytest

from lab.labels import scanned, tray_label


def test_tray():
    assert tray_label(2024, 3) == "T24-00003"
    assert scanned("T24-00003") == ("T", 2024, 3)


def test_sample_scan():
    assert scanned("S23-12345") == ("S", 2023, 12345)
    with pytest.raises(ValueError):
        scanned("S23-99")
