class Catalogue:
    """Places by name. The table is read when it is first needed."""

    def __init__(self, path):
        self.path = path
        self._index = None


    def _ready(self):
        if self._index is not None:
            return
        self._index = {}
        with open(self.path, encoding="utf-8") as table:
            for line in table:
                name, lat, lon = line.rstrip("\n").split("\t")
                self._index[name.lower()] = (name, float(lat), float(lon))

    def find(self, name):
        """(name, latitude, longitude) or None."""
        self._ready()
        return self._index.get(name.strip().lower())


    def __len__(self):
        self._ready()
        return len(self._index)

    def __contains__(self, name):
        return self.find(name) is not None
