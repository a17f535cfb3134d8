"""Stock files as our partners put them on the FTP server."""
import csv
import json
import pathlib


class FeedError(Exception):
    pass


class Feed:
    def __init__(self, name, path, columns, encoding="utf-8", delimiter=","):
        self.name = name
        self.path = path
        self.columns = columns
        self.encoding = encoding
        self.delimiter = delimiter

    def _open(self):
        return open(self.path, encoding=self.encoding, newline="")

    def header(self):
        """The titles in the first line."""
        with open(self.path, newline="") as fp:
            return next(csv.reader(fp, delimiter=self.delimiter))

    def check(self):
        """A partner who changes the table must tell us first."""
        absent = [title for title in self.columns if title not in self.header()]
        if absent:
            raise FeedError(f"{self.name}: no column {', '.join(absent)}")

    def rows(self):
        with self._open() as fp:
            for row in csv.DictReader(fp, delimiter=self.delimiter):
                yield {ours: row[theirs].strip() for theirs, ours in self.columns.items()}


def feeds(setup, base="."):
    with open(setup, encoding="utf-8") as fp:
        partners = json.load(fp)
    for name, spec in partners.items():
        spec = dict(spec)
        yield Feed(name, pathlib.Path(base) / spec.pop("file"), **spec)
