from collections import Counter

from .jobs import JobError


class Stock:
    def __init__(self):
        self.on_hand = Counter()

    def apply(self, job):
        if job.kind == "receive":
            self.on_hand[job.barcode] += 1
        elif job.kind == "pick":
            if not self.on_hand[job.barcode]:
                raise JobError(f"nothing left of {job.barcode}")
            self.on_hand[job.barcode] -= 1
        else:
            raise JobError(f"unknown kind {job.kind}")
