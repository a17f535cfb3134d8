import sys
import zlib

from .job import run

canvas = run(sys.argv[1])
print(f"{canvas.width}x{canvas.height} crc {zlib.crc32(canvas.rows):08x}")
