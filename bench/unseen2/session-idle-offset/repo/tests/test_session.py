import unittest
from datetime import datetime, timedelta, timezone

from tokenward.session import Session, stamp

NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


class SessionTest(unittest.TestCase):
    def test_stamp(self):
        self.assertEqual(stamp("2024-05-01T12:00:00"), NOON)
        self.assertEqual(stamp("2024-05-01T14:00:00+02:00"), NOON)

    def test_expired(self):
        session = Session("t", "u", NOON, NOON + timedelta(hours=1))
        self.assertFalse(session.expired(NOON + timedelta(minutes=105)))
        self.assertTrue(session.expired(NOON + timedelta(minutes=106)))
        self.assertTrue(Session("t", "u", NOON).expired(NOON + timedelta(minutes=46)))

    def test_round_trip(self):
        row = {"token": "t", "user": "u", "created": "2024-05-01T12:00:00+00:00", "last_seen": None}
        self.assertEqual(Session.from_row(row).to_row(), row)
