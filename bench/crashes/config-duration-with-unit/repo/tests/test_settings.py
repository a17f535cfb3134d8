import unittest

from edgeproxy import settings
from edgeproxy.units import duration


class SettingsTest(unittest.TestCase):
    def test_duration(self):
        self.assertEqual([duration(t) for t in ("250ms", "5m", "7", "1.5 h")], [0.25, 300.0, 7.0, 5400.0])
        for text in ("", "5 days", "-1s"):
            with self.assertRaises(ValueError):
                duration(text)

    def test_load(self):
        chosen = settings.load("deploy/test.ini")
        self.assertEqual(chosen.listen.port, 9001)
        self.assertEqual(chosen.upstream.idle_timeout, 60.0)
