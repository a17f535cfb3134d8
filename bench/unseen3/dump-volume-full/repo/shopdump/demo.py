import random
import sqlite3

NAMES = ("lamp", "chair", "rug", "mirror", "shelf", "stool")


def demo(rows, seed=7):
    """A database that looks like the shop's."""
    rng = random.Random(seed)
    db = sqlite3.connect(":memory:")
    db.execute("create table article (id integer primary key, name text, cents integer)")
    db.execute("create table sale (id integer primary key, article integer, pieces integer, code text)")
    with db:
        db.executemany("insert into article values (?, ?, ?)",
                       [(n, name, rng.randrange(500, 90000)) for n, name in enumerate(NAMES, 1)])
        db.executemany("insert into sale values (?, ?, ?, ?)",
                       ((n, rng.randrange(1, len(NAMES) + 1), rng.randrange(1, 5), f"{rng.getrandbits(64):016x}")
                        for n in range(1, rows + 1)))
    return db
