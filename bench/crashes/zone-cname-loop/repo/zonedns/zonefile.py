"""Zone files: NAME TYPE VALUE, one record a line."""


class Zone:
    def __init__(self):
        self.records = {}

    def add(self, name, rtype, value):
        self.records.setdefault((name, rtype), []).append(value)

    def get(self, name, rtype):
        return self.records.get((name, rtype), [])

    @classmethod
    def load(cls, path):
        zone = cls()
        with open(path) as fh:
            for line in fh:
                if line.strip() and not line.startswith(";"):
                    zone.add(*line.split())
        return zone
