import os
import time
from datetime import datetime, timezone

import pytest

from nudge.due import due
from nudge.store import Store
from tick import tick

NOW = datetime(2025, 6, 3, 9, 30, tzinfo=timezone.utc)


@pytest.fixture(params=["UTC", "America/New_York", "EST5", "XXX-9"], autouse=True)
def zone(request):
    old = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if old is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = old
    time.tzset()


def entry(number, at):
    return {"id": number, "to": "a@example.org", "text": "x", "at": at, "sent": None}


def test_store():
    store = Store("store/reminders.json")
    assert tick(store, NOW) == [12, 41]
    assert [e["id"] for e in store.open_entries()] == [42]


def test_boundary_of_old_entries():
    assert [e["id"] for e in due([entry(1, "2025-06-03T09:30:00"), entry(2, "2025-06-03T09:30:01")], NOW)] == [1]


def test_offsets_still_count():
    entries = [entry(1, "2025-06-03T11:31:00+02:00"), entry(2, "2025-06-03T11:29:00+02:00"),
               entry(3, "2025-06-03T05:00:00-04:00"), entry(4, "2025-06-03T06:00:00-04:00")]
    assert [e["id"] for e in due(entries, NOW)] == [3, 2]


def test_mixed_order():
    entries = [entry(1, "2025-06-03T09:10:00"), entry(2, "2025-06-03T11:05:00+02:00"), entry(3, "2025-06-03T09:00:00")]
    assert [e["id"] for e in due(entries, NOW)] == [3, 2, 1]
