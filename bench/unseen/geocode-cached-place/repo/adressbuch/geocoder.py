import dataclasses
import logging

from .cache import DiskCache
from .place import Place

log = logging.getLogger(__name__)


class NotFound(LookupError):
    pass


class Geocoder:
    def __init__(self, ask, cache: DiskCache):
        self.ask = ask  # the remote service, which is slow and wants money for every question
        self.cache = cache

    def lookup(self, query: str) -> Place:
        key = query.strip().casefold()
        known = self.cache.get(key)
        if known:
            log.debug("%s from cache", key)
            return known
        answer = self.ask(query)
        if not answer:
            raise NotFound(query)
        place = Place(answer["display"], float(answer["lat"]), float(answer["lng"]))
        self.cache.put(key, dataclasses.asdict(place))
        return place
