import unittest

from busboard.timetable import Timetable


class TimetableTest(unittest.TestCase):
    def setUp(self):
        self.table = Timetable([600, 300, 900])

    def test_previous(self):
        self.assertEqual(self.table.previous(700), 600)
        self.assertEqual(self.table.previous(600), 300)
        self.assertEqual(self.table.previous(100), 900 - 1440)

    def test_following(self):
        self.assertEqual(self.table.following(100), 300)
        self.assertEqual(self.table.following(600), 600)

    def test_wait(self):
        self.assertEqual(self.table.wait(550), 50)
