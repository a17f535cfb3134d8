import tempfile
import unittest

from export.check import problems
from export.daily import export


class DailyTest(unittest.TestCase):
    def test_sample(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(export("data/sessions.json", "2024-05-01", folder)) as got, \
                    open("sample/cdr-2024-05-01.csv") as want:
                text = got.read()
                self.assertEqual(text, want.read())
        self.assertEqual(list(problems(text)), [])

    def test_checker(self):
        self.assertEqual(list(problems("")), ["heading is missing or wrong"])
