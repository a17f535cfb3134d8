import logging

from .batches import batches
from .parse import parse

log = logging.getLogger("lineship")


class Shipper:
    def __init__(self, sink, size=200):
        self.sink = sink
        self.size = size
        self.left_out = 0

    def records(self, lines):
        for line in lines:
            record = parse(line)
            if record is None:
                self.left_out += 1
                continue
            yield record

    def ship(self, lines):
        for batch in batches(self.records(lines), self.size):
            self.sink.bulk(batch)
        log.info("%d shipped, %d left out", self.sink.shipped, self.left_out)
