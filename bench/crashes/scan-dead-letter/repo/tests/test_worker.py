import unittest

from scanintake.deadletters import DeadLetters
from scanintake.replay import replay
from scanintake.stock import Stock
from scanintake.worker import drain


class DrainTest(unittest.TestCase):
    def setUp(self):
        self.stock, self.letters = Stock(), DeadLetters()

    def test_receive_and_pick(self):
        lines = ['{"id": 1, "kind": "receive", "barcode": "A"}\n', "\n",
                 '{"id": 2, "kind": "pick", "barcode": "A"}\n']
        self.assertEqual(drain(lines, self.stock, self.letters), 2)
        self.assertEqual(self.stock.on_hand["A"], 0)

    def test_failed_pick_is_put_aside(self):
        self.assertEqual(drain(['{"id": 7, "kind": "pick", "barcode": "Z"}'], self.stock, self.letters), 0)
        self.assertEqual(self.letters.entries[0]["job"], "7")

    def test_replay(self):
        self.letters.add("9", '{"id": 9, "kind": "pick", "barcode": "Z"}', "nothing left of Z")
        self.stock.on_hand["Z"] = 1
        self.assertEqual(len(replay(self.letters, self.stock)), 0)
