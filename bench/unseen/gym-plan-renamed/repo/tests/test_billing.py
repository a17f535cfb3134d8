import unittest

from stemmwerk.billing import run
from stemmwerk.catalog import Plan, UnknownPlan, find_plan
from stemmwerk.members import Member

CATALOG = [Plan("S", 10, "Small"), Plan("M", 20, "Medium")]


class BillingTest(unittest.TestCase):
    def test_run(self):
        members = [Member(1, "a", "X1", "M"), Member(2, "b", "X2", "S", frozen=True), Member(3, "c", "X3", "??")]
        self.assertEqual(run(members, CATALOG, "2024-01"), [("X1", 20, "Medium 2024-01")])

    def test_unknown(self):
        with self.assertRaises(UnknownPlan):
            find_plan(CATALOG, "XXL")
