import asyncio
import json
import unittest

from docfinder.finder import Finder
from docfinder.server import answer


class FinderTest(unittest.TestCase):
    def ask(self, line):
        return json.loads(asyncio.run(answer(Finder(), line)))

    def test_similar(self):
        self.assertEqual([h["id"] for h in self.ask("similar d1")["hits"]], ["d2", "d4"])

    def test_nothing_found(self):
        self.assertEqual(self.ask("search comets"), {"hits": []})

    def test_unknown_command(self):
        self.assertIn("error", self.ask("delete d1"))
