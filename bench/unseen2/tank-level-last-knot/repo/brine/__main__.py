import logging
import sys
from pathlib import Path

from .tanks import Tanks


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    tanks = Tanks.from_folder(Path(sys.argv[1]))
    for line in sys.stdin:
        tank, height = line.split()
        if tanks.reading(tank, float(height)) is not None:
            print(f"{tank} {tanks.last[tank]:.2f} m3 ({tanks.fill(tank):.0%})")
    print(f"total {tanks.total():.2f} m3")
    return 0


sys.exit(main())
