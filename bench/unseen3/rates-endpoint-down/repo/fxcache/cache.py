import json
import os
from datetime import datetime, timedelta

MAX_AGE = timedelta(hours=24)


class Cache:
    def __init__(self, path):
        self.path = path

    def load(self, now):
        """The cached rates, None when there are none or they are too old."""
        try:
            with open(self.path) as fp:
                data = json.load(fp)
        except FileNotFoundError:
            return None
        if now - datetime.fromisoformat(data["fetched"]) > MAX_AGE:
            return None
        return data

    def save(self, data, now):
        temporary = f"{self.path}.new"
        with open(temporary, "w") as fp:
            json.dump({"fetched": now.isoformat(), **data}, fp)
        os.replace(temporary, self.path)
