import bisect


class Catalogue:
    """Places by name. The table is read when it is first needed."""

    def __init__(self, path):
        self.path = path
        self._index = None
        self._names = None

    def _ready(self):
        if self._index is not None:
            return
        self._index = {}
        with open(self.path, encoding="utf-8") as table:
            for line in table:
                name, lat, lon = line.rstrip("\n").split("\t")
                self._index[name.lower()] = (name, float(lat), float(lon))
        self._names = sorted(self._index)

    def find(self, name):
        """(name, latitude, longitude) or None."""
        self._ready()
        return self._index.get(name.strip().lower())

    def suggest(self, start, limit=5):
        """Up to `limit` names which begin with the given letters."""
        start = start.strip().lower()
        found = []
        first = bisect.bisect_left(self._names, start)
        for key in self._names[first:]:
            if not key.startswith(start) or len(found) == limit:
                break
            found.append(self._index[key][0])
        return found

    def __len__(self):
        self._ready()
        return len(self._index)

    def __contains__(self, name):
        return self.find(name) is not None
