import unittest

from tilepress.canvas import Canvas
from tilepress.pattern import checker, pixels


class PatternTest(unittest.TestCase):
    def test_pixels(self):
        self.assertEqual(pixels((25.4, 254), 300), (300, 3000))

    def test_checker(self):
        canvas = Canvas(5, 2)
        checker(canvas, (2, 1), ("000000", "ffffff"))
        rows = [canvas.pixels[n:n + 15:3] for n in (0, 15)]
        self.assertEqual(rows, [b"\x00\x00\xff\xff\x00", b"\xff\xff\x00\x00\xff"])
