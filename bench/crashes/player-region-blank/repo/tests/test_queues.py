import unittest

from matchroom.player import Player
from matchroom.queues import Queue


class QueueTest(unittest.TestCase):
    def test_match(self):
        q = Queue()
        for name, rating in (("a", 1), ("b", 3), ("c", 2)):
            q.join(Player(name, rating, "us"))
        self.assertEqual(q.matches(), [("iad-1", "b(3)", "c(2)")])

    def test_regions_are_apart(self):
        q = Queue()
        q.join(Player("a", 1, "us"))
        q.join(Player("b", 1, "EU"))
        self.assertEqual(q.matches(), [])
