import unittest

from toolrent.accounts import Accounts
from toolrent.machine import Machine
from toolrent.tools import stock


class MachineTest(unittest.TestCase):
    def setUp(self):
        self.accounts = Accounts()
        self.machine = Machine(stock(), self.accounts)

    def run_events(self, *names):
        for name in names:
            self.machine.event(name, "saw-1", "ben")
        return self.machine.tools["saw-1"].state

    def test_round(self):
        self.assertEqual(self.run_events("rent", "return", "fail", "pass"), "shelf")
        self.assertEqual(self.accounts.owed, {"ben": 900})

    def test_lost(self):
        self.assertEqual(self.run_events("rent", "late", "lose"), "lost")
        self.assertEqual(self.accounts.owed, {"ben": 9200})
