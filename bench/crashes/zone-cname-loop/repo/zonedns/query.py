import sys

from .responder import answer
from .zonefile import Zone

if __name__ == "__main__":
    zone = Zone.load(sys.argv[1])
    for name in sys.argv[2:]:
        result = answer(zone, name)
        print(name, result.code, *result.addresses)
