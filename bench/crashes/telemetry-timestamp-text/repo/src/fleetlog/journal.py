import threading


class Journal:
    """Newest position and finished trips for each unit."""

    def __init__(self):
        self._lock = threading.Lock()
        self.newest = {}
        self.trips = []

    def position(self, row):
        with self._lock:
            known = self.newest.get(row["unit"])
            if known is None or known["when"] <= row["when"]:
                self.newest[row["unit"]] = row

    def trip(self, row):
        with self._lock:
            self.trips.append(row)
