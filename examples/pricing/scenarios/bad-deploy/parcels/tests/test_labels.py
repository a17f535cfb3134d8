import unittest

import labels
from catalogue import Item


class LabelTest(unittest.TestCase):
    def test_price_before(self):
        pan = Item(sku="KT-0020", name="Cast-iron pan", price=66.0, discount=1.1, stock=12)
        self.assertIn("60.00 (was 66.00)", labels.shelf_label(pan))

    def test_without_a_discount(self):
        knife = Item(sku="KT-0031", name="Bread knife", price=39.0, discount=0.0, stock=55)
        self.assertNotIn("was", labels.shelf_label(knife))

    def test_parcel(self):
        whisk = Item(sku="KT-0012", name="Whisk", price=11.0, discount=1.0, stock=35)
        self.assertEqual(labels.parcel_label(whisk, 3), "3 x KT-0012 Whisk")
