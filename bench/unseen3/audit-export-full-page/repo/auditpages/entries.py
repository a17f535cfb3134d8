import sqlite3


class Entries:
    def __init__(self):
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table entry (id integer primary key, at text, who text, what text)")

    def load(self, path):
        with open(path) as fp, self.db:
            self.db.executemany("insert into entry values (?, ?, ?, ?)", (line.rstrip("\n").split("\t") for line in fp))

    def add(self, *entry):
        with self.db:
            self.db.execute("insert into entry values (?, ?, ?, ?)", entry)

    def total(self):
        return self.db.execute("select count(*) from entry").fetchone()[0]

    def slice(self, offset, limit):
        return self.db.execute("select id, at, who, what from entry order by id limit ? offset ?",
                               (limit, offset)).fetchall()
