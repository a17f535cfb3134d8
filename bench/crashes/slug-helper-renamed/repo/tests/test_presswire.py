import unittest

from presswire.commands import pages
from presswire.text import to_slug


class SlugTest(unittest.TestCase):
    def test_accents(self):
        self.assertEqual(to_slug("Crème brûlée!", limit=40), "creme-brulee")

    def test_limit(self):
        self.assertEqual(to_slug("one two three", limit=7), "one-two")
        self.assertEqual(to_slug("one two three", limit=8), "one-two")

    def test_pages(self):
        self.assertEqual(pages("content")[0], "2023/eroffnung-der-neuen-bucherei.html")
