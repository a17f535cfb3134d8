import unittest

from loglens import readers, summary
from loglens.entry import Entry


class ReadersTest(unittest.TestCase):
    def test_access(self):
        lines = ["1.2.3.4 - GET /a 200\n", "1.2.3.4 - GET /b 500\n", "  upstream died\n"]
        self.assertEqual(list(readers.access(lines)), [
            Entry("200", "GET /a"), Entry("500", "GET /b\n  upstream died")])

    def test_app(self):
        lines = ["2026-11-02 03:14:07 INFO started\n", "2026-11-02 03:14:08 ERROR failed\n"]
        self.assertEqual(list(readers.app(lines)), [Entry("INFO", "started"), Entry("ERROR", "failed")])

    def test_count(self):
        self.assertEqual(summary.count([Entry("a", ""), Entry("a", ""), Entry("b", "")]), {"a": 2, "b": 1})
