import unittest

from vitrine.labels import label, sheet
from vitrine.objects import Exhibit, load


class LabelTest(unittest.TestCase):
    def test_room1(self):
        self.assertEqual(sheet(load("data/room1.xml")), "Chest\n1492\n[1888-1]")

    def test_undated(self):
        self.assertEqual(label(Exhibit("1", "Cup", "", "", [])), "Cup\nundated\n[1]")
