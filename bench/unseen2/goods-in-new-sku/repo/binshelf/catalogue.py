import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Article:
    sku: str
    title: str
    bin: str


class Catalogue:
    """Articles change rarely, the scanners ask all the time: answers are kept, also that there is none."""

    def __init__(self, db):
        self.db = db
        self._known = {}

    @classmethod
    def from_script(cls, path):
        db = sqlite3.connect(":memory:")
        with open(path) as fp:
            db.executescript(fp.read())
        return cls(db)

    def article(self, sku):
        if sku not in self._known:
            row = self.db.execute("select sku, title, bin from article where sku = ?", (sku,)).fetchone()
            self._known[sku] = Article(*row) if row else None
        return self._known[sku]

    def add(self, sku, title):
        """A new article gets the first bin that is free."""
        with self.db:
            self.db.execute("insert into article (sku, title, bin) values (?, ?, ?)", (sku, title, self._free_bin()))

    def rename(self, sku, title):
        with self.db:
            self.db.execute("update article set title = ? where sku = ?", (title, sku))
        self._known.pop(sku, None)

    def remove(self, sku):
        with self.db:
            self.db.execute("delete from article where sku = ?", (sku,))
        self._known.pop(sku, None)

    def _free_bin(self):
        taken = {name for name, in self.db.execute("select bin from article")}
        return next(name for name in (f"{row}{n:02d}" for row in "ABCD" for n in range(1, 100)) if name not in taken)
