import sqlite3

SCHEMA = """
create table if not exists upload (
    began  integer not null,
    user   text not null,
    octets integer not null,
    rate   real not null
)
"""


class Table:
    def __init__(self, path=":memory:"):
        self.db = sqlite3.connect(path)
        self.db.execute(SCHEMA)

    def add(self, session, rate):
        with self.db:
            self.db.execute("insert into upload values (?, ?, ?, ?)",
                            (session.began, session.user, session.octets, rate))

    def ranking(self):
        """Users by their mean rate, best first."""
        return self.db.execute("select user, avg(rate) from upload group by user order by 2 desc, 1").fetchall()

    def slow(self, below=64.0):
        """Whom the help desk writes to: their worst rate is below the limit."""
        query = "select user, min(rate) from upload group by user having min(rate) < ? order by 1"
        return self.db.execute(query, (below,)).fetchall()
