import json


class FileFeed:
    def __init__(self, path):
        self.path = path

    def after(self, seq, limit=100):
        """Events with a sequence number above seq, in order."""
        found = 0
        with open(self.path, encoding="utf-8") as fh:
            for line in fh:
                event = json.loads(line)
                if event["seq"] > seq and found < limit:
                    found += 1
                    yield event
