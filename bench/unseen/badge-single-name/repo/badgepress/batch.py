import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))

from badgepress.layout import badge, render  # noqa: E402


def read(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip():
                name, _, company = line.partition("/")
                yield badge(name, company)


def main(path):
    badges = list(read(path))
    for b in badges:
        print(render(b))
    print(len(badges), "badges")


if __name__ == "__main__":
    main(sys.argv[1])
