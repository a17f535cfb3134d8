import unittest

import savings
from catalogue import Item


class SavingsTest(unittest.TestCase):
    def setUp(self):
        savings._recent.clear()

    def test_nothing_quoted_yet(self):
        self.assertEqual(savings.percent(), 0.0)

    def test_percent(self):
        savings.remember(Item("BK-1042", "Sourdough", 25.0, 1.25, 31), 2)
        savings.remember(Item("KT-0012", "Whisk", 50.0, 1.0, 35), 1)
        self.assertEqual(savings.percent(), 10.0)
