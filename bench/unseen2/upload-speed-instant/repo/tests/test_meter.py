import unittest

from uploadmeter.parser import Session, rate, sessions
from uploadmeter.table import Table


class MeterTest(unittest.TestCase):
    def test_parser(self):
        self.assertEqual(list(sessions(["10 14 a 4096\n"])), [Session(10, 14, "a", 4096)])
        self.assertEqual(rate(Session(10, 14, "a", 4096)), 1.0)

    def test_ranking(self):
        table = Table()
        for user, value in (("a", 10.0), ("b", 90.0), ("a", 30.0)):
            table.add(Session(0, 1, user, 1), value)
        self.assertEqual(table.ranking(), [("b", 90.0), ("a", 20.0)])
        self.assertEqual(table.slow(), [("a", 10.0)])
