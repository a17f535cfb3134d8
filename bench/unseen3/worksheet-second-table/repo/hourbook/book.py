import csv
import sqlite3


class Book:
    def __init__(self):
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table work (who text, project text, day text, hours real)")

    def load(self, path):
        with open(path, newline="") as fp, self.db:
            self.db.executemany("insert into work values (:who, :project, :day, :hours)", csv.DictReader(fp))

    def by_person(self):
        return self.db.execute("select who, count(distinct day), sum(hours) from work group by who order by who").fetchall()

    def by_project(self):
        return self.db.execute("select project, sum(hours) from work group by project order by 2 desc").fetchall()
