"""Headers of the two raster formats the scanner stations write."""
import struct


class UnknownFormat(ValueError):
    pass


def read_header(data):
    """Returns (width, height) of a BMP or a PGMX file."""
    if data[:2] == b"BM":
        width, height = struct.unpack("<ii", data[18:26])
        return width, abs(height)
    if data[:4] == b"PGMX":
        fields = data.split(b"\n", 1)[0].split()
        return int(fields[1]), int(fields[2])
    raise UnknownFormat(data[:4])
