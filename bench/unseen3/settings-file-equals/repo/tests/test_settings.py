import unittest

from edgeagent.errors import SettingsError
from edgeagent.settings import Settings, layered
from edgeagent.sources import from_arguments, from_file


class SettingsTest(unittest.TestCase):
    def test_lab(self):
        values = layered(from_file("etc/site-04.conf"), from_arguments(["poll.seconds=5"]))
        settings = Settings.from_values(values)
        self.assertEqual((settings.site, settings.poll_seconds, settings.metrics), ("lab", 5, ("load", "memory")))

    def test_arguments(self):
        self.assertEqual(from_arguments(["a=b=c"]), {"a": "b=c"})
        with self.assertRaises(SettingsError):
            from_arguments(["a"])

    def test_unknown(self):
        with self.assertRaises(SettingsError):
            layered({"site.nam": "x"})
