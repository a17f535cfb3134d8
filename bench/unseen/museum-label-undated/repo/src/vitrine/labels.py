import sys

from .objects import load


def label(x):
    lines = [x.title, x.dating or "undated"]
    if x.maker:
        lines.insert(1, x.maker)
    if x.material:
        lines.append(", ".join(x.material))
    return "\n".join(lines) + f"\n[{x.inv}]"


def sheet(exhibits):
    return "\n\n".join(label(x) for x in exhibits)


if __name__ == "__main__":
    print(sheet(load(sys.argv[1])))
