import unittest

import labels
from catalogue import Item


class LabelTest(unittest.TestCase):
    def test_two_lines(self):
        pan = Item(sku="KT-0020", name="Cast-iron pan, 28 cm, black", price=66.0, discount=1.1, stock=12)
        self.assertEqual(labels.label(pan).splitlines()[0], "Cast-iron pan, 28 cm, bl")
