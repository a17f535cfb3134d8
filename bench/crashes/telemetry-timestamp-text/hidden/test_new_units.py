from datetime import datetime, timezone

import pytest

from fleetlog.journal import Journal
from fleetlog.positions import position_record

WHEN = datetime(2024, 9, 2, 8, 41, tzinfo=timezone.utc)


@pytest.mark.parametrize("at", [1725266460, 1725266460.0, "2024-09-02T08:41:00Z", "2024-09-02T10:41:00+02:00"])
def test_every_notation_gives_the_same_time(at):
    row = position_record({"unit": "A", "at": at, "lat": 57.0488341, "lon": 9.9217551})
    assert row == {"unit": "A", "when": WHEN, "lat": 57.04883, "lon": 9.92176}
    assert row["when"].tzinfo is not None


def test_mixed_notations_are_comparable():
    journal = Journal()
    for at, lat in ((1725266460, 1), ("2024-09-02T08:42:00Z", 2), ("2024-09-02T08:40:00Z", 3)):
        journal.position(position_record({"unit": "A", "at": at, "lat": lat, "lon": 0}))
    assert journal.newest["A"]["lat"] == 2


def test_garbage_is_refused():
    with pytest.raises((ValueError, TypeError)):
        position_record({"unit": "A", "at": "soon", "lat": 0, "lon": 0})
