import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tilecache.areas import keys  # noqa: E402
from tilecache.store import TileStore  # noqa: E402


class StoreTest(unittest.TestCase):
    def setUp(self):
        self.rendered = []
        self.store = TileStore(self._render, capacity=2)

    def _render(self, key):
        self.rendered.append(key)
        return repr(key).encode()

    def test_second_read_is_not_rendered(self):
        self.store.get_or_render((1, 0, 0))
        self.store.get_or_render((1, 0, 0))
        self.assertEqual(self.rendered, [(1, 0, 0)])

    def test_oldest_falls_out(self):
        for x in range(3):
            self.store.get_or_render((2, x, 0))
        self.assertIsNone(self.store.peek((2, 0, 0)))
        self.assertEqual(len(self.store), 2)

    def test_keys(self):
        self.assertEqual(list(keys("lagoon", 2)), [(2, 1, 1), (2, 2, 1)])
