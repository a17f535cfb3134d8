import unittest

from catalogue import Catalogue, Item, item_of


class CatalogueTest(unittest.TestCase):
    def test_a_row_of_the_export(self):
        row = {"sku": "KT-0012", "name": "Whisk", "price": 11, "discount": 1, "stock": "35"}
        self.assertEqual(item_of(row), Item("KT-0012", "Whisk", 11.0, 1.0, 35))

    def test_items_come_by_number(self):
        items = [Item("KT-0020", "Pan", 64.9, 1.1, 12), Item("BK-1042", "Sourdough", 25.0, 1.25, 31)]
        self.assertEqual([item.sku for item in Catalogue(items)], ["BK-1042", "KT-0020"])

    def test_an_item_that_is_not_there(self):
        self.assertIsNone(Catalogue([]).find("KT-0020"))
