import sqlite3


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.db.execute("create table if not exists entry (seq integer primary key, account text, cents integer)")
        self.db.execute("create table if not exists state (name text primary key, value integer)")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.db.close()

    @property
    def cursor(self):
        # the last sequence number taken over; 0 before the first event ever
        row = self.db.execute("select value from state where name = 'cursor'").fetchone()
        return row[0] if row else 0

    def save_cursor(self, seq):
        self.db.execute("insert or replace into state values ('cursor', ?)", (int(seq),))
        self.db.commit()

    def add(self, event):
        self.db.execute("insert into entry values (?, ?, ?)", (event["seq"], event["account"], event["cents"]))

    def balance(self, account):
        return self.db.execute("select coalesce(sum(cents), 0) from entry where account = ?", (account,)).fetchone()[0]
