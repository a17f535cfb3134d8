import sqlite3


class Stock:
    def __init__(self, path=":memory:"):
        self.db = sqlite3.connect(path)
        self.db.execute("create table if not exists stock (partner text, code text, size text, pieces integer, "
                        "primary key (partner, code))")

    def replace(self, partner, rows):
        """Takes over a partner's list; returns its length."""
        with self.db:
            self.db.execute("delete from stock where partner = ?", (partner,))
            rows = [(partner, row["code"], row["size"], int(row["pieces"])) for row in rows]
            self.db.executemany("insert into stock values (?, ?, ?, ?)", rows)
        return len(rows)

    def size(self, partner, code):
        row = self.db.execute("select size from stock where partner = ? and code = ?", (partner, code)).fetchone()
        return row and row[0]

    def pieces(self, code):
        return self.db.execute("select coalesce(sum(pieces), 0) from stock where code = ?", (code,)).fetchone()[0]
