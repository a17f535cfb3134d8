import os
import time
from datetime import datetime, timedelta, timezone

import pytest

from tokenward.session import Session
from tokenward.store import Store

NOON = datetime(2024, 8, 20, 12, tzinfo=timezone.utc)


@pytest.fixture(autouse=True, params=["UTC", "Asia/Tokyo", "America/Lima"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def row(seen, created="2024-08-20T08:00:00"):
    return {"token": "t", "user": "u", "created": created, "last_seen": seen}


def test_clean():
    store = Store("sessions.json")
    assert [s.token for s in store.clean(NOON)] == ["0be2"]
    assert [s.token for s in store.sessions] == ["c1d0", "77fa"]


@pytest.mark.parametrize("seen, expired", [
    ("2024-08-20T11:15:00", False), ("2024-08-20T11:14:59", True), ("2024-08-20T13:20:00+02:00", False),
    ("2024-08-20T13:10:00+02:00", True), ("2024-08-20T06:30:00-05:00", False), (None, True)])
def test_idle(seen, expired):
    assert Session.from_row(row(seen)).expired(NOON) is expired


def test_find_and_write(tmp_path):
    path = tmp_path / "s.json"
    path.write_text('[{"token": "t", "user": "u", "created": "2024-08-20T08:00:00", "last_seen": "2024-08-20T11:50:00"}]')
    store = Store(str(path))
    store.save()
    assert Store(str(path)).find("t", NOON + timedelta(minutes=35)).user == "u"
    assert Store(str(path)).find("t", NOON + timedelta(minutes=36)) is None


def test_lifetime():
    assert Session.from_row(row("2024-08-20T11:59:00", "2024-07-20T12:00:00")).expired(NOON)
