import json
import sys

from .bulletin import bulletin
from .stations import KINDS


def rows(observations):
    for obs in observations:
        station = KINDS[obs["kind"]](obs["station"])
        yield station.name, station.gust(obs["wind"]), station.warns(obs["wind"])


def main(path):
    with open(path) as fh:
        data = json.load(fh)
    print(bulletin(data["hour"], list(rows(data["observations"]))))


if __name__ == "__main__":
    main(sys.argv[1])
