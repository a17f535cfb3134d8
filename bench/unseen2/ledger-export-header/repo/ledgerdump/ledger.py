import sqlite3
from collections import namedtuple

Entry = namedtuple("Entry", "id day account cents text")


class Ledger:
    def __init__(self, name, script):
        self.name = name
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(script)

    @classmethod
    def open(cls, path):
        with open(path) as fp:
            return cls(path.removesuffix(".sql"), fp.read())

    def entries(self, account=None):
        query, values = "select id, day, account, cents, text from entry", ()
        if account is not None:
            query, values = query + " where account = ?", (account,)
        for row in self.db.execute(query + " order by day, id", values):
            yield Entry(*row)
