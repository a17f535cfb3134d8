import unittest

from leasekeeper.simulate import Clock
from leasekeeper.table import LeaseTable, Taken


class TableTest(unittest.TestCase):
    def setUp(self):
        self.clock = Clock()
        self.table = LeaseTable(self.clock)

    def test_taken(self):
        self.table.acquire("r", "a", 10)
        with self.assertRaises(Taken):
            self.table.acquire("r", "b", 10)

    def test_lapsed_can_be_taken(self):
        self.table.acquire("r", "a", 10)
        self.clock.now = 10
        self.table.acquire("r", "b", 10)

    def test_release_all(self):
        self.table.acquire("r", "a", 10)
        self.table.acquire("s", "a", 10)
        self.table.acquire("t", "b", 10)
        self.assertEqual(self.table.release_all("a"), 2)
        self.assertEqual(len(self.table), 1)

    def test_nothing_to_sweep(self):
        self.table.acquire("r", "a", 10)
        self.assertEqual(self.table.sweep(), 0)
