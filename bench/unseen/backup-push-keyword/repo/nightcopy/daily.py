import sys

from .files import changed
from .transport import Local, push


def main(folder, target, since=0):
    for path in changed(folder, since):
        push(path, target, attempts=3)


if __name__ == "__main__":
    main(sys.argv[1], Local("/tmp/nightcopy/daily"))
