import unittest

from gaugewatch.readings import Reading, plausible
from gaugewatch.summary import summarise


class SummaryTest(unittest.TestCase):
    def test_summary(self):
        summary = summarise([Reading("00:00", 10), Reading("01:00", 30), Reading("02:00", 30)])
        self.assertEqual((summary.count, summary.peak.time), (3, "01:00"))
        self.assertAlmostEqual(summary.mean, 70 / 3)

    def test_silent(self):
        self.assertIsNone(summarise([]))

    def test_plausible(self):
        self.assertEqual([r.cm for r in plausible([Reading("a", -51), Reading("b", -50), Reading("c", 901)])], [-50])
