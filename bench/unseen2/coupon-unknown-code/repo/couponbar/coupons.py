import sqlite3
from dataclasses import dataclass

CURRENT = [("AUTUMN10", 10), ("STAFF", 50), ("NEIGHBOUR", 15)]


@dataclass(frozen=True)
class Coupon:
    code: str
    percent: int

    def off(self, cents):
        return cents * self.percent // 100


class Coupons:
    def __init__(self, rows=CURRENT):
        self.db = sqlite3.connect(":memory:")
        self.db.execute("create table coupon (code text primary key, percent integer, used integer default 0)")
        self.db.executemany("insert into coupon (code, percent) values (?, ?)", rows)

    def get(self, code):
        row = self.db.execute("select code, percent from coupon where code = ?", (code.upper(),)).fetchone()
        if row:
            return Coupon(*row)

    def use(self, coupon):
        with self.db:
            self.db.execute("update coupon set used = used + 1 where code = ?", (coupon.code,))
