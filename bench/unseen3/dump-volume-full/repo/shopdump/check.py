import gzip
import sqlite3


def restore(path):
    """Reads a dump into a new database."""
    db = sqlite3.connect(":memory:")
    with gzip.open(path, "rt", encoding="utf-8") as fp:
        db.executescript(fp.read())
    return db


def counts(db):
    tables = [name for (name,) in db.execute("select name from sqlite_master where type = 'table' order by name")]
    return {name: db.execute(f"select count(*) from {name}").fetchone()[0] for name in tables}
