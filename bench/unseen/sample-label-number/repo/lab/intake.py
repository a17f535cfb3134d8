import csv

from .labels import sample_label, tray_label


class Counter:
    def __init__(self, kind, last=0):
        self.kind = kind
        self.last = last

    def next(self):
        self.last += 1
        return self.last


def receive(path, samples, trays, tray_size=24):
    """Yields 'label tray patient' for everything in the delivery."""
    with open(path, newline="") as fh:
        tray = None
        for i, row in enumerate(csv.DictReader(fh)):
            year = int(row["taken"][:4])
            if i % tray_size == 0:
                tray = tray_label(year, trays.next())
            yield " ".join((sample_label(year, samples.next()), tray, row["patient"]))
