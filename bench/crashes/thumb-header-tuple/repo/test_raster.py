import struct
import unittest

from probe import describe
from raster import UnknownFormat, read_header


def bmp(w, h, depth):
    return b"BM" + bytes(12) + struct.pack("<IiiHH", 40, w, h, 1, depth)


class HeaderTest(unittest.TestCase):
    def test_bmp(self):
        self.assertEqual(read_header(bmp(0, 0, 1)[:14] + bmp(640, -480, 24)[14:])[:2], (640, 480))

    def test_pgmx(self):
        self.assertEqual(describe("t", b"PGMX 30 20 255\n0"), "t: 30x20, 8 bit")

    def test_other(self):
        with self.assertRaises(UnknownFormat):
            read_header(b"GIF89a")
