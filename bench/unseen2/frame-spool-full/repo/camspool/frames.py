import hashlib


class Camera:
    """Test pattern in place of the line camera: reproducible and with a little structure."""

    def __init__(self, width=320, height=4):
        self.width, self.height = width, height

    def frames(self, count):
        for number in range(count):
            seed = hashlib.sha256(number.to_bytes(4, "big")).digest()
            yield number, (seed * (self.width * self.height // len(seed) + 1))[:self.width * self.height]
