import sys

from zaehler.runde import read
from zaehler.usage import total, usage


def bill(path):
    with open(path, encoding="utf-8") as f:
        title, readings = read(f)
    lines = [f"{r.meter:<8}{usage(r):>7} m3" for r in readings]
    return "\n".join([title, *lines, f"{'sum':<8}{total(readings):>7} m3"])


if __name__ == "__main__":
    print(bill(sys.argv[1]))
