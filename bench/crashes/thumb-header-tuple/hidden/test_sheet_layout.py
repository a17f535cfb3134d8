import struct

import pytest

from layout import cell_size, place
from probe import describe
from raster import UnknownFormat


def test_cell_sizes():
    assert cell_size(b"PGMX 4 2 15\n") == (160, 80)
    assert cell_size(b"PGMX 100 320 255\n") == (50, 160)
    bmp = b"BM" + bytes(12) + struct.pack("<IiiHH", 40, 640, -480, 1, 24)
    assert cell_size(bmp) == (160, 120)


def test_places():
    files = [("a", b"PGMX 4 2 15\n"), ("b", b"PGMX 1 2 255\n"), ("c", b"PGMX 5 5 1\n")]
    assert list(place(files, 2)) == [("a", 0, 40, 160, 80), ("b", 200, 0, 80, 160), ("c", 0, 160, 160, 160)]


def test_others_stay():
    assert describe("t", b"PGMX 30 20 255\n0") == "t: 30x20, 8 bit"
    with pytest.raises(UnknownFormat):
        cell_size(b"GIF89a")
