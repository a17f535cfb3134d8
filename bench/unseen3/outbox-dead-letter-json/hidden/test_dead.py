from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from eventout.broker import Broker
from eventout.relay import Relay
from eventout.tables import Tables

BODY = {"total": Decimal("120.00"), "at": datetime(2025, 3, 2, 10, 30, tzinfo=timezone.utc), "n": 1.5}


def run(tables, broker, times=3):
    return [Relay(tables, broker).run_once() for _ in range(times)]


def test_buried_as_it_was():
    tables = Tables()
    tables.put("x", BODY)
    run(tables, Broker([]))
    [(_, topic, body, reason)] = tables.dead()
    assert (topic, body) == ("x", BODY)
    assert isinstance(body["total"], Decimal) and str(body["total"]) == "120.00" and isinstance(body["n"], float)
    assert reason == {"error": "no topic x", "tries": 3}
    assert tables.waiting() == []


def test_replay_gives_the_same_message():
    tables, direct, later = Tables(), Broker(["x"]), Broker(["x"])
    tables.put("x", BODY)
    run(tables, direct, 1)
    tables.put("x", BODY)
    run(tables, Broker([]))
    tables.replay()
    assert tables.dead() == []
    assert run(tables, later, 1) == [1]
    assert later.messages == direct.messages


def test_others_go_on():
    tables, broker = Tables(), Broker(["ok"])
    tables.put("x", BODY)
    tables.put("ok", BODY)
    assert run(tables, broker) == [1, 0, 0]


def test_other_zone():
    tables = Tables()
    moment = datetime(2025, 3, 2, 12, 30, tzinfo=timezone(timedelta(hours=2)))
    tables.bury(1, "x", {"at": moment}, {})
    assert tables.dead()[0][2] == {"at": moment}


def test_not_for_events():
    with pytest.raises(TypeError):
        Tables().bury(1, "x", {"a": {1, 2}}, {})
