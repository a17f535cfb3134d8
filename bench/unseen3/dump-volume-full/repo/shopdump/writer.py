import gzip
import logging

log = logging.getLogger("shopdump")


class Writer:
    """Writes statements and counts them."""

    EVERY = 5000

    def __init__(self, path):
        self.path = path
        self.count = 0

    def write(self, statements):
        with gzip.open(self.path, "wt", encoding="utf-8", compresslevel=3) as fp:
            for statement in statements:
                fp.write(statement + "\n")
                self.count += 1
                if self.count % self.EVERY == 0:
                    log.info("%d statements", self.count)
        return self.count
