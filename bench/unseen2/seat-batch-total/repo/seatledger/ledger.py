import sqlite3


class Ledger:
    def __init__(self, path=":memory:"):
        self.db = sqlite3.connect(path)
        self.db.execute("create table if not exists payment (batch text, office text, cents integer, text text)")

    def book(self, batch):
        with self.db:
            self.db.executemany("insert into payment values (?, ?, ?, ?)",
                                [(batch.number, p.office, p.cents, p.text) for p in batch.payments])

    def total(self):
        return self.db.execute("select coalesce(sum(cents), 0) from payment").fetchone()[0]
