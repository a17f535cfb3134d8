"""Headers of the two raster formats the scanner stations write."""
import struct


class UnknownFormat(ValueError):
    pass


def read_header(data):
    """Returns (width, height, depth) of a BMP or a PGMX file; depth is in bits per pixel."""
    if data[:2] == b"BM":
        width, height, _planes, depth = struct.unpack("<iiHH", data[18:30])
        return width, abs(height), depth
    if data[:4] == b"PGMX":
        fields = data.split(b"\n", 1)[0].split()
        width, height, top = (int(x) for x in fields[1:4])
        return width, height, top.bit_length()
    raise UnknownFormat(data[:4])
