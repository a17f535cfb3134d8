from ledgersync.pull import pull
from ledgersync.store import Store


class Feed:
    def __init__(self, *seqs):
        self.events = [{"seq": s, "account": "a", "cents": 5} for s in seqs]

    def after(self, seq):
        return [e for e in self.events if e["seq"] > seq]


def test_idle_round_keeps_the_cursor():
    with Store(":memory:") as store:
        feed = Feed(12, 15)
        assert tuple(pull(feed, store)) == (2, 15)
        assert tuple(pull(feed, store)) == (0, 15)
        assert store.cursor == 15
        assert tuple(pull(feed, store)) == (0, 15)
        feed.events.append({"seq": 16, "account": "a", "cents": 1})
        assert tuple(pull(feed, store)) == (1, 16)
        assert store.balance("a") == 11


def test_empty_feed_from_the_start():
    with Store(":memory:") as store:
        assert tuple(pull(Feed(), store)) == (0, 0)
        assert store.cursor == 0
