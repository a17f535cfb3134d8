import logging

log = logging.getLogger("dosepump")


class Pump:
    """Keeps the fractions of strokes so that nothing gets lost over time."""

    def __init__(self):
        self.rest = 0.0
        self.done = 0

    def minute(self, rate):
        self.rest += rate
        whole = int(self.rest)
        self.rest -= whole
        self.done += whole
        log.info("%d strokes", whole)
        return whole
