import json
import sys
from datetime import datetime

from feedhub import Entry, Feed
from feedhub.atom import render
from feedhub.index import index


def load(path):
    with open(path) as handle:
        for raw in json.load(handle):
            entries = [Entry(e["title"], datetime.fromisoformat(e["at"])) for e in raw["entries"]]
            yield Feed(raw["title"], datetime.fromisoformat(raw["created"]), entries)


def main(path):
    for feed in index(load(path)):
        print(render(feed))


if __name__ == "__main__":
    main(sys.argv[1])
