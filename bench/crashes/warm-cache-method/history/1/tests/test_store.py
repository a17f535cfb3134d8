import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tilecache.store import TileStore  # noqa: E402


class StoreTest(unittest.TestCase):
    def test_second_read_is_not_rendered(self):
        rendered = []
        store = TileStore(lambda key: rendered.append(key) or b"x")
        store.fetch((1, 0, 0))
        store.fetch((1, 0, 0))
        self.assertEqual(rendered, [(1, 0, 0)])
