class Catalogue:
    """Places by name."""

    def __init__(self, path):
        self.path = path
        self._index = {}
        with open(path, encoding="utf-8") as table:
            for line in table:
                name, lat, lon = line.rstrip("\n").split("\t")
                self._index[name.lower()] = (name, float(lat), float(lon))

    def find(self, name):
        """(name, latitude, longitude) or None."""
        return self._index.get(name.strip().lower())


    def __len__(self):
        return len(self._index)

    def __contains__(self, name):
        return self.find(name) is not None
