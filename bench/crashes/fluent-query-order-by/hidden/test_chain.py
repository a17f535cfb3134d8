from reportd.__main__ import run
from reportd.query import Query


def test_chain_goes_on():
    query = Query("t")
    assert query.order_by("a") is query
    assert query.order_by() is query
    assert query.order_by("-b", "c").limit(2).build() == ("SELECT * FROM t ORDER BY a, b DESC, c LIMIT 2", ())


def test_report():
    assert run("top-customers", 2) == [("cy", 90), ("ben", 75)]
    assert run("top-customers", 10) == [("cy", 90), ("ben", 75), ("ada", 40)]
