import os
import unittest

from gazetteer import Catalogue

PLACES = os.path.join(os.path.dirname(__file__), "..", "places.tsv")


class CatalogueTest(unittest.TestCase):
    def setUp(self):
        self.catalogue = Catalogue(PLACES)

    def test_find(self):
        self.assertEqual(self.catalogue.find(" exeter "), ("Exeter", 50.72, -3.53))
        self.assertIsNone(self.catalogue.find("Atlantis"))

    def test_suggest(self):
        self.assertEqual(len(self.catalogue), 4)
        self.assertEqual(self.catalogue.suggest("WEY"), ["Weybridge", "Weymouth"])

    def test_missing_table_is_not_noticed_at_start(self):
        Catalogue("nowhere.tsv")
