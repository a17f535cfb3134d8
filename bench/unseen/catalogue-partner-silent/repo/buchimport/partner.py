import json
import urllib.request


class Partner:
    def __init__(self, base, timeout=20):
        self.base = base.rstrip("/")
        self.timeout = timeout

    def changes(self, since):
        """Everything changed since then. An import with half of the answer would be worse than none, so whatever
        goes wrong on the wire goes up."""
        request = urllib.request.Request(f"{self.base}/titles?since={since}", headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=self.timeout) as reply:
            return json.load(reply)["titles"]
