from datetime import datetime, timezone

from fleetlog.journal import Journal
from fleetlog.positions import position_record
from fleetlog.trips import trip_record


def test_position_of_an_old_unit():
    row = position_record({"unit": "A", "at": 1725266460, "lat": 1.123456789, "lon": 2.0})
    assert row == {"unit": "A", "when": datetime(2024, 9, 2, 8, 41, tzinfo=timezone.utc), "lat": 1.12346, "lon": 2.0}


def test_trip_of_a_new_unit():
    row = trip_record({"unit": "A", "start": "2024-09-02T07:55:00Z", "end": "2024-09-02T10:40:00+02:00"})
    assert row["minutes"] == 45


def test_late_position_does_not_replace_a_newer_one():
    journal = Journal()
    for at in (200, 100):
        journal.position(position_record({"unit": "A", "at": at, "lat": at, "lon": 0}))
    assert journal.newest["A"]["lat"] == 200
