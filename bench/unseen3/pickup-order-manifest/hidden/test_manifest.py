import io

from fulfil import manifest, report
from fulfil.cli import load
from fulfil.models import Address, Line, Order

HOME = Address("1 High St", "York", "YO1 7AA")


def order(name, address=HOME):
    return Order(name, "N", address, [Line("X", 1, 100)])


def test_day():
    orders = load("data/2025-03-11.json")
    assert list(manifest.rows(orders)) == [
        (1, "A-1001", "M. Okafor", "Leeds", "LS1 4AB", 850),
        (2, "A-1003", "S. Lind", "Hull", "HU1 1TT", 1400),
    ]
    assert report.day_report(orders)["orders"] == 3


def test_count_and_numbers():
    out = io.StringIO()
    assert manifest.write([order("a", None), order("b"), order("c", None), order("d")], out) == 2
    assert [line.split(",")[:2] for line in out.getvalue().splitlines()[1:]] == [["1", "b"], ["2", "d"]]


def test_only_counter():
    out = io.StringIO()
    assert manifest.write([order("a", None)], out) == 0


def test_plain():
    assert [row[0] for row in manifest.rows(iter([order("a"), order("b")]))] == [1, 2]
