import logging
import sqlite3

from .gateway import Rejected, Undeliverable

log = logging.getLogger("pagebridge.spooler")

SCHEMA = """
create table if not exists page (
    id integer primary key,
    number text not null,
    text text not null,
    state text not null default 'new',   -- new, sent, dead
    receipt text,
    rounds integer not null default 0
)
"""
MAX_ROUNDS = 4


class Spooler:
    def __init__(self, gateway, path=":memory:"):
        self.gateway = gateway
        self.db = sqlite3.connect(path)
        self.db.execute(SCHEMA)

    def put(self, number, text):
        with self.db:
            return self.db.execute("insert into page (number, text) values (?, ?)", (number, text)).lastrowid

    def state(self, identity):
        return self.db.execute("select state, receipt, rounds from page where id = ?", (identity,)).fetchone()

    def round(self):
        """One pass over what is waiting. Returns how many pages were sent."""
        sent = 0
        waiting = self.db.execute("select id, number, text, rounds from page where state = 'new' order by id").fetchall()
        for identity, number, text, rounds in waiting:
            try:
                receipt = self.gateway.submit(number, text)
            except Rejected as err:
                log.info("page %d: %s", identity, err)
                self._update(identity, "dead", None, rounds + 1)
            except Undeliverable:
                # stays where it is for the next rounds
                state = "new" if rounds + 1 < MAX_ROUNDS else "dead"
                self._update(identity, state, None, rounds + 1)
            else:
                self._update(identity, "sent", receipt, rounds + 1)
                sent += 1
        return sent

    def _update(self, identity, state, receipt, rounds):
        with self.db:
            self.db.execute("update page set state = ?, receipt = ?, rounds = ? where id = ?",
                            (state, receipt, rounds, identity))
