import tempfile
import unittest

from mailrelay.relay import Relay
from mailrelay.settings import Endpoint, load


class SettingsTest(unittest.TestCase):
    def read(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".ini") as fh:
            fh.write(text)
            fh.flush()
            return load(fh.name)

    def test_load(self):
        got = self.read("[listen]\nhost=::1\nport=1025\n[upstream]\nhost=mx.example\nport=4650\ntls=on\n")
        self.assertEqual(got.upstream, Endpoint("mx.example", 4650, True))
        self.assertEqual(Relay(got).describe(), "::1:1025 -> mx.example:4650 (tls)")

    def test_section_is_needed(self):
        with self.assertRaises(KeyError):
            self.read("[listen]\nhost=::1\nport=1025\n")
