import json
from decimal import Decimal

from kontor.bill import from_order
from kontor.setup import read_prices, read_surcharges


def bill(name, sku="x", price="1.00", pieces=1, folder=None):
    order = {"number": 1, "customer": "c", "lines": [{"sku": sku, "pieces": pieces, "surcharge": name}]}
    return from_order(order, {sku: Decimal(price)}, read_surcharges(folder))


def test_order_2291():
    with open("orders/2291.json") as fp:
        made = from_order(json.load(fp), read_prices(), read_surcharges())
    assert [line.total for line in made.lines] == [Decimal("28.20"), Decimal("123.31"), Decimal("143.93")]
    assert made.total == Decimal("295.44") and isinstance(made.total, Decimal)


def test_half_cents():
    assert bill("bulky").lines[0].surcharge == Decimal("0.15")
    assert bill("bulky", pieces=3).lines[0].surcharge == Decimal("0.44")


def test_whole_numbers(tmp_path):
    assert bill("express", price="2.35").total == Decimal("4.70")
    (tmp_path / "surcharges.json").write_text('{"a": 0.285, "b": 2}')
    assert bill("a", folder=tmp_path).total == Decimal("1.29")
    assert bill("b", folder=tmp_path).total == Decimal("3")
