import unittest

import labels
from catalogue import Item


class LabelTest(unittest.TestCase):
    def test_price_before(self):
        pan = Item(sku="KT-0020", name="Cast-iron pan", price=66.0, discount=1.1, stock=12)
        self.assertIn("60.00 (was 66.00)", labels.label(pan))

    def test_without_a_discount(self):
        knife = Item(sku="KT-0031", name="Bread knife", price=39.0, discount=0.0, stock=55)
        self.assertNotIn("was", labels.label(knife))
