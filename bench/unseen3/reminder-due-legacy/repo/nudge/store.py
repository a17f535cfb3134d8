import json


class Store:
    def __init__(self, path):
        self.path = path
        with open(path) as fp:
            self.entries = json.load(fp)

    def open_entries(self):
        return [entry for entry in self.entries if entry["sent"] is None]

    def save(self):
        with open(self.path, "w") as fp:
            json.dump(self.entries, fp, indent=1)
