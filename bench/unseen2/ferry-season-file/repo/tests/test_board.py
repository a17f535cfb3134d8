import pathlib
import tempfile
import unittest
from datetime import time
from decimal import Decimal

from skerry.board import Board, UnknownStop


class BoardTest(unittest.TestCase):
    def setUp(self):
        temp = tempfile.TemporaryDirectory()
        self.addCleanup(temp.cleanup)
        folder = pathlib.Path(temp.name)
        (folder / "stops.txt").write_text("# c | n | p\nA | Aith | x\n\nB | Burray | y\n")
        (folder / "fares.txt").write_text("A | B | 2.00\n")
        (folder / "sailings.txt").write_text("B | A | 11:00\nA | B | 10:00\nA | B | 08:00\n")
        self.board = Board(folder)

    def test_next(self):
        self.assertEqual(self.board.next_from("Aith", time(8, 1)).leaves, time(10))
        self.assertEqual(self.board.next_from("Aith", time(8)).leaves, time(8))
        self.assertIsNone(self.board.next_from("Aith", time(10, 1)))

    def test_fare(self):
        self.assertEqual(self.board.fare("Burray", "Aith"), Decimal("2.00"))

    def test_unknown(self):
        with self.assertRaises(UnknownStop):
            self.board.fare("Rome", "Aith")
