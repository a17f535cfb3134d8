import logging
import math
import sys

from .cache import DiskCache
from .geocoder import Geocoder


def km(a, b):
    p, q = math.radians(a.lat), math.radians(b.lat)
    d = math.radians(b.lon - a.lon)
    return 6371 * math.acos(min(1, math.sin(p) * math.sin(q) + math.cos(p) * math.cos(q) * math.cos(d)))


def legs(geocoder, stops):
    places = [geocoder.lookup(s) for s in stops]
    for a, b in zip(places, places[1:]):
        yield a.name, b.name, round(km(a, b), 1)


def demo_service(query):
    known = {"Husum": ("54.4744", "9.0519"), "Kiel": ("54.3233", "10.1228")}
    if query in known:
        lat, lng = known[query]
        return {"display": query + ", DE", "lat": lat, "lng": lng}


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    coder = Geocoder(demo_service, DiskCache("cache/places.json"))
    logging.info("%d places cached", len(coder.cache.values))
    for leg in legs(coder, sys.argv[1:]):
        print(*leg)
