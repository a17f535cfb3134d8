import json
import sys
from datetime import datetime

from greenhouse import Probe, Reading
from greenhouse.index import index
from greenhouse.page import render


def load(path):
    with open(path) as handle:
        for raw in json.load(handle):
            readings = [Reading(datetime.fromisoformat(r["at"]), r["celsius"]) for r in raw["readings"]]
            yield Probe(raw["place"], readings)


def main(path):
    for probe in index(load(path)):
        print(render(probe))


if __name__ == "__main__":
    main(sys.argv[1])
