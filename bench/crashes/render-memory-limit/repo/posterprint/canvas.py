class Canvas:
    """RGB, one byte for each channel."""

    def __init__(self, width, height, ground=255):
        self.width, self.height = width, height
        self.rows = bytearray(bytes([ground]) * (width * height * 3))

    def bar(self, top, bottom, colour):
        line = bytes(colour) * self.width
        for y in range(max(0, top), min(bottom, self.height)):
            self.rows[y * len(line):(y + 1) * len(line)] = line
