import unittest

import feed
from catalogue import Catalogue, Item

KNIFE = Item(sku="KT-0031", name="Bread knife", price=39.0, discount=0.0, stock=0)
PAN = Item(sku="KT-0020", name="Cast-iron pan", price=66.0, discount=1.1, stock=12)


class FeedTest(unittest.TestCase):
    def test_rows(self):
        rows = feed.write(Catalogue([PAN, KNIFE])).splitlines()
        self.assertEqual(rows[1], "KT-0020,Cast-iron pan,66.00,60.00,in stock")
        self.assertEqual(rows[2], "KT-0031,Bread knife,39.00,39.00,out of stock")
