from .tables import fares, sailings, stops


class UnknownStop(LookupError):
    pass


class Board:
    def __init__(self, folder):
        self.stops = stops(folder)
        self.fares = fares(folder)
        self.sailings = sorted(sailings(folder), key=lambda s: s.leaves)

    def code(self, name):
        try:
            return self.stops[name]
        except KeyError:
            raise UnknownStop(name) from None

    def next_from(self, name, moment):
        """The next sailing from a stop, or None when the last one of the day is gone."""
        code = self.code(name)
        return next((s for s in self.sailings if s.origin == code and s.leaves >= moment), None)

    def fare(self, here, there):
        return self.fares.get(frozenset((self.code(here), self.code(there))))
