import csv
import logging


class Importer:
    """Reads a table and makes a record of each row."""

    columns = ()

    def __init__(self):
        self.log = logging.getLogger(type(self).__name__)
        self.records = []
        self.rejected = []

    def load(self, lines):
        rows = csv.reader(lines)
        next(rows, None)
        for number, row in enumerate(rows, start=2):
            if not row or not row[0]:
                self.rejected.append(number)
                self.log.warning("line %d has no name", number)
                continue
            self.records.append(self.record(row))
        return self

    def record(self, row):
        raise NotImplementedError
