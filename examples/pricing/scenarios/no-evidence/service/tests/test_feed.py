import unittest

import feed
from catalogue import Catalogue, Item

PAN = Item(sku="KT-0020", name="Cast-iron pan", price=66.0, discount=1.1, stock=12)


class FeedTest(unittest.TestCase):
    def test_rows(self):
        rows = feed.write(Catalogue([PAN])).splitlines()
        self.assertEqual(rows[1], "KT-0020,Cast-iron pan,66.00,in stock")
