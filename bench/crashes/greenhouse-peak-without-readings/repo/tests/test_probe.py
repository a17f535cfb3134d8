import unittest
from datetime import datetime, timedelta

from greenhouse import Probe, Reading
from greenhouse.index import index
from greenhouse.page import render

START = datetime(2026, 1, 1)


class ProbeTest(unittest.TestCase):
    def probe(self, *degrees):
        return Probe("p", [Reading(START + timedelta(hours=n), value) for n, value in enumerate(degrees)])

    def test_peak(self):
        self.assertEqual(self.probe(3.0, 9.5, 4.0).peak(), 9.5)

    def test_recent(self):
        self.assertEqual([reading.celsius for reading in self.probe(3.0, 9.5, 4.0).recent(2)], [4.0, 9.5])

    def test_index(self):
        cold, hot = self.probe(1.0), self.probe(2.0)
        self.assertEqual(index([cold, hot]), [hot, cold])

    def test_page(self):
        self.assertIn("<peak>9.0</peak>", render(self.probe(9.0)))
