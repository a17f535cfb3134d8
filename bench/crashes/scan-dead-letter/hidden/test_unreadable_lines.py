import pytest

from scanintake.deadletters import DeadLetters
from scanintake.stock import Stock
from scanintake.worker import drain

GOOD = '{"id": 5, "kind": "receive", "barcode": "B"}'
TORN = '{"id": 6, "kind": "rec'
EMPTY = '{"id": 8, "kind": "pick", "barcode": "none"}'


@pytest.mark.parametrize("lines", [[TORN, GOOD, EMPTY], [GOOD, TORN, EMPTY], [GOOD, EMPTY, TORN]])
def test_every_bad_line_is_filed_once(lines):
    stock, letters = Stock(), DeadLetters()
    assert drain(lines, stock, letters) == 1
    assert stock.on_hand["B"] == 1
    filed = {e["line"]: e["job"] for e in letters.entries}
    assert len(letters) == 2
    assert filed == {TORN: None, EMPTY: "8"}
    assert all(e["reason"] for e in letters.entries)
