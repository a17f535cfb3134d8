from datetime import datetime, timezone
from decimal import Decimal

from eventout import serial
from eventout.broker import Broker
from eventout.relay import Relay
from eventout.tables import Tables


def test_codec():
    value = {"a": Decimal("1.50"), "at": datetime(2025, 1, 1, tzinfo=timezone.utc), "list": [1, None]}
    assert serial.loads(serial.dumps(value)) == value


def test_sent():
    tables, broker = Tables(), Broker(["t"])
    tables.put("t", {"total": Decimal("2.00")})
    assert Relay(tables, broker).run_once() == 1
    assert broker.messages == [("t", '{"total": {"$dec": "2.00"}}')]


def test_dead_letter():
    tables = Tables()
    tables.put("none", {"n": 1})
    for _ in range(3):
        Relay(tables, Broker([])).run_once()
    assert tables.waiting() == []
    assert tables.dead() == [(1, "none", {"n": 1}, {"error": "no topic none", "tries": 3})]
