import sqlite3


class Copy:
    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.db.execute("create table if not exists person (badge text primary key, name text, grp text)")

    def replace(self, people):
        with self.db:
            self.db.execute("delete from person")
            self.db.executemany("insert into person values (?, ?, ?)", people)
        return self.db.execute("select count(*) from person").fetchone()[0]
