import unittest

import routes
from catalogue import Catalogue, Item

CATALOGUE = Catalogue([
    Item(sku="BK-1042", name="Sourdough for beginners", price=25.0, discount=1.25, stock=31),
    Item(sku="KT-0020", name="Cast-iron pan", price=64.9, discount=1.1, stock=12),
])


class PriceTest(unittest.TestCase):
    def test_an_item(self):
        status, body = routes.price(CATALOGUE, {"sku": ["BK-1042"], "quantity": ["2"]})
        self.assertEqual((status, body["total_cents"]), (200, 4000))

    def test_an_item_that_the_shop_does_not_sell(self):
        self.assertEqual(routes.price(CATALOGUE, {"sku": ["XX-1"]})[0], 404)

    def test_refusals(self):
        for query in ({}, {"sku": ["BK-1042"], "quantity": ["two"]}, {"sku": ["BK-1042"], "quantity": ["0"]}):
            with self.assertRaises(routes.BadRequest):
                routes.price(CATALOGUE, query)


class SearchTest(unittest.TestCase):
    def test_all_words(self):
        body = routes.search(CATALOGUE, {"q": ["PAN iron"]})[1]
        self.assertEqual([item["sku"] for item in body["items"]], ["KT-0020"])

    def test_without_words(self):
        with self.assertRaises(routes.BadRequest):
            routes.search(CATALOGUE, {})
