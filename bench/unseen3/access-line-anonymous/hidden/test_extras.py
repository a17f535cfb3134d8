import io
import json

import pytest

from lineship.parse import parse
from lineship.shipper import Shipper
from lineship.sink import Sink

HEAD = "2025-05-02T08:14:05Z gw-2 200 "
BASE = {"at": "2025-05-02T08:14:05Z", "host": "gw-2", "status": 200}


@pytest.mark.parametrize("text, extra", [
    ("GET /healthz ms=0", {"ms": 0}),
    ("GET /", {}),
    ("GET / trace=ab12", {"trace": "ab12"}),
    ("GET /cart user=8812 ms=41 trace=9f3c", {"user": "8812", "ms": 41, "trace": "9f3c"}),
    ("GET /cart user=ann", {"user": "ann"}),
    ("GET /x?superuser=1", {}),
])
def test_record(text, extra):
    assert parse(HEAD + text + "\n") == BASE | {"text": text} | extra


def test_file():
    out = io.StringIO()
    shipper = Shipper(Sink(out), size=2)
    with open("samples/gateway.log") as fp:
        shipper.ship(fp)
    records = [json.loads(line) for line in out.getvalue().splitlines()[1::2]]
    assert [r["status"] for r in records] == [200, 302, 200, 500]
    assert [r.get("user", "none") for r in records] == ["8812", "8812", "none", "17"]
    assert "user" not in records[2]
    assert (shipper.sink.shipped, shipper.left_out) == (4, 1)


def test_no_log_line():
    assert parse("-- log rotated --\n") is None
