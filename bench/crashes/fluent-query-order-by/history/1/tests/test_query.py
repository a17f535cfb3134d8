from reportd import database, reports
from reportd.query import Query


def test_build():
    query = Query("t").columns("a", "b").where("a > ?", 1).where("b = ?", "x").limit(3)
    assert query.build() == ("SELECT a, b FROM t WHERE a > ? AND b = ? LIMIT 3", (1, "x"))


def test_everything():
    assert Query("t").build() == ("SELECT * FROM t", ())


def test_order():
    assert Query("t").order_by("-b").build()[0] == "SELECT * FROM t ORDER BY b DESC"


def test_unpaid():
    statement, values = reports.unpaid(10).build()
    assert database.connect().execute(statement, values).fetchall() == [(3, 5)]
