import sqlite3

TABLES = """
create table if not exists summary (meter text, day text, readings integer, wh real, peak integer, peak_at text,
                                    primary key (meter, day));
create table if not exists profile (meter text, day text, hour integer, watts real, primary key (meter, day, hour));
"""


class Target:
    def __init__(self, path=":memory:"):
        self.db = sqlite3.connect(path)
        self.db.executescript(TABLES)

    def put_summary(self, day, summary):
        with self.db:
            self.db.execute("insert or replace into summary values (?, ?, ?, ?, ?, ?)",
                            (summary.meter, day, summary.readings, summary.watt_hours, summary.peak_watts,
                             summary.peak_at.isoformat()))

    def put_profile(self, meter, day, hours):
        with self.db:
            self.db.executemany("insert or replace into profile values (?, ?, ?, ?)",
                                [(meter, day, hour, watts) for hour, watts in hours.items()])

    def summaries(self):
        return self.db.execute("select meter, readings, wh, peak, peak_at from summary order by meter").fetchall()

    def profiles(self):
        return self.db.execute("select meter, hour, watts from profile order by meter, hour").fetchall()
