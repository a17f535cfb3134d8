import struct
import zlib

HEAD = struct.Struct(">4sIII")    # magic, number, length, crc
MAGIC = b"CSP1"


class BrokenSpool(Exception):
    pass


class Writer:
    def __init__(self, path):
        self.path = path
        self.count = 0
        self.file = None

    def __enter__(self):
        self.file = open(self.path, "ab")
        return self

    def __exit__(self, kind, value, trace):
        self.file.close()

    def put(self, number, pixels):
        packed = zlib.compress(pixels, 1)
        self.file.write(HEAD.pack(MAGIC, number, len(packed), zlib.crc32(packed)))
        self.file.write(packed)
        self.count += 1
        if self.count % 50 == 0:
            self.file.flush()


def read(path):
    """Yields (number, pixels). A record cut off at the end is an error."""
    with open(path, "rb") as fp:
        while head := fp.read(HEAD.size):
            if len(head) < HEAD.size:
                raise BrokenSpool("head cut off")
            magic, number, length, crc = HEAD.unpack(head)
            packed = fp.read(length)
            if magic != MAGIC or zlib.crc32(packed) != crc:
                raise BrokenSpool(f"frame {number}")
            yield number, zlib.decompress(packed)
