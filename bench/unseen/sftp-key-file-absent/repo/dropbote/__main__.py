import sys

from .drop import drop_all
from .settings import from_environ


def main(folder):
    settings = from_environ()
    for name in drop_all(settings, folder):
        print("delivered", name)


main(sys.argv[1])
