import unittest

from binshelf.catalogue import Catalogue
from binshelf.stock import Stock
from binshelf.web import Application


class WebTest(unittest.TestCase):
    def setUp(self):
        self.catalogue = Catalogue.from_script("schema.sql")
        self.app = Application(self.catalogue, Stock(self.catalogue))

    def test_article(self):
        self.assertEqual(self.app.answer("GET", "/article", {"sku": "m5-30"}), ("200 OK", "A02 screw M5x30: 80\n"))
        self.assertEqual(self.app.answer("GET", "/article", {"sku": "x"})[0], "404 Not Found")

    def test_goods_in(self):
        self.assertEqual(self.app.answer("POST", "/goods-in", {"sku": "M5-30", "pieces": "20"})[1], "A02 M5-30 +20\n")
        self.assertEqual(self.app.answer("GET", "/article", {"sku": "M5-30"})[1], "A02 screw M5x30: 100\n")

    def test_rename(self):
        self.catalogue.article("M5-30")
        self.catalogue.rename("M5-30", "bolt")
        self.assertEqual(self.catalogue.article("M5-30").title, "bolt")
