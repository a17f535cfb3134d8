import unittest

from presswire.text import slugify


class SlugTest(unittest.TestCase):
    def test_accents(self):
        self.assertEqual(slugify("Crème brûlée!"), "creme-brulee")
