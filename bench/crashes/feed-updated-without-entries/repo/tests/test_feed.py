import unittest
from datetime import datetime, timedelta

from feedhub import Entry, Feed
from feedhub.atom import render
from feedhub.index import index

START = datetime(2026, 1, 1)


class FeedTest(unittest.TestCase):
    def feed(self, *days):
        return Feed("f", START, [Entry(str(n), START + timedelta(days=n)) for n in days])

    def test_updated(self):
        self.assertEqual(self.feed(3, 9, 4).updated(), START + timedelta(days=9))

    def test_recent(self):
        self.assertEqual([entry.title for entry in self.feed(3, 9, 4).recent(2)], ["9", "4"])

    def test_index(self):
        old, new = self.feed(1), self.feed(2)
        self.assertEqual(index([old, new]), [new, old])

    def test_atom(self):
        self.assertIn("<updated>2026-01-10T00:00:00</updated>", render(self.feed(9)))
