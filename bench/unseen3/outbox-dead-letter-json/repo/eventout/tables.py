import sqlite3
import json

from . import serial

TABLES = """
create table outbox (id integer primary key, topic text, body text, tries integer default 0);
create table dead (id integer primary key, topic text, body text, reason text);
"""


class Tables:
    def __init__(self, path=":memory:"):
        self.db = sqlite3.connect(path)
        self.db.executescript(TABLES)

    def put(self, topic, body):
        with self.db:
            self.db.execute("insert into outbox (topic, body) values (?, ?)", (topic, serial.dumps(body)))

    def waiting(self):
        """(id, topic, body, tries) of everything in the outbox, oldest first."""
        rows = self.db.execute("select id, topic, body, tries from outbox order by id").fetchall()
        return [(identity, topic, serial.loads(body), tries) for identity, topic, body, tries in rows]

    def done(self, identity):
        with self.db:
            self.db.execute("delete from outbox where id = ?", (identity,))

    def failed(self, identity):
        with self.db:
            self.db.execute("update outbox set tries = tries + 1 where id = ?", (identity,))

    def bury(self, identity, topic, body, reason):
        """From the outbox to the dead letters."""
        with self.db:
            self.db.execute("delete from outbox where id = ?", (identity,))
            self.db.execute("insert into dead (topic, body, reason) values (?, ?, ?)",
                            (topic, json.dumps(body, sort_keys=True), json.dumps(reason)))

    def dead(self):
        rows = self.db.execute("select id, topic, body, reason from dead order by id").fetchall()
        return [(identity, topic, serial.loads(body), json.loads(reason)) for identity, topic, body, reason in rows]

    def replay(self):
        """Puts all dead letters into the outbox again."""
        for identity, topic, body, _ in self.dead():
            self.put(topic, body)
            with self.db:
                self.db.execute("delete from dead where id = ?", (identity,))
