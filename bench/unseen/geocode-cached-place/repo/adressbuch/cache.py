import json
import os


class DiskCache:
    """Remembers JSON values by key."""

    def __init__(self, path):
        self.path = path
        self.values = {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as fh:
                self.values = json.load(fh)

    def get(self, key):
        return self.values.get(key)

    def put(self, key, value):
        self.values[key] = value
