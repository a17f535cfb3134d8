from collections import Counter

import pytest

from packlane.ingest import book
from packlane.messages import read
from packlane.shipments import movements


def test_both_versions():
    stock = Counter()
    book(read("samples/shipment-v1.json"), stock)
    book(read("samples/shipment-v2.json"), stock)
    assert stock == {"MUG-RED": -6, "JAR": -1}


def test_zero_pieces():
    assert list(movements({"lines": [{"sku": "A", "quantity": 0}, {"sku": "B", "qty": 0}]})) == [("A", 0), ("B", 0)]


def test_line_without_any_number_is_an_error():
    with pytest.raises(Exception):
        list(movements({"lines": [{"sku": "A"}]}))
