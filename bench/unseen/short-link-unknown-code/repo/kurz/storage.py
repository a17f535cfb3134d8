import sqlite3

SCHEMA = """
create table link (code text primary key, target text not null, owner text, hits integer not null default 0);
"""


class Links:
    def __init__(self, path=":memory:"):
        self.db = sqlite3.connect(path)
        self.db.executescript(SCHEMA)

    def put(self, code, target, owner=None):
        with self.db:
            self.db.execute("insert into link (code, target, owner) values (?, ?, ?)", (code, target, owner))

    def _one(self, column, code):
        return self.db.execute(f"select {column} from link where code = ?", (code,)).fetchone()

    def expand(self, code):
        row = self._one("target", code)
        with self.db:
            self.db.execute("update link set hits = hits + 1 where code = ?", (code,))
        return row[0]

    def hits(self, code):
        row = self._one("hits", code)
        return row[0] if row else None

    def owner(self, code):
        row = self._one("owner", code)
        if row is None:
            return None
        return row[0] or "anonymous"
