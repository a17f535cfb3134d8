class Canvas:
    """24 bit pixels, row by row."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.pixels = bytearray(3 * width * height)

    def row(self, y, start, pattern):
        """Writes a pattern of pixels into a row, again and again up to its end."""
        line = (pattern * (self.width // (len(pattern) // 3) + 2))[3 * start:3 * (start + self.width)]
        at = 3 * self.width * y
        self.pixels[at:at + 3 * self.width] = line

    def ppm(self):
        return b"P6 %d %d 255\n" % (self.width, self.height) + self.pixels
