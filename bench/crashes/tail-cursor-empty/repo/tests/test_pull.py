from ledgersync.feed import FileFeed
from ledgersync.pull import pull
from ledgersync.store import Store


def test_first_round():
    with Store(":memory:") as store:
        assert pull(FileFeed("feed.jsonl"), store) == (3, 4107)
        assert store.cursor == 4107
        assert store.balance("rent") == -93800


class Limited(FileFeed):
    def after(self, seq, limit=2):
        return super().after(seq, limit)


def test_rounds_continue_where_the_last_one_stopped():
    with Store(":memory:") as store:
        assert pull(Limited("feed.jsonl"), store) == (2, 4102)
        assert pull(Limited("feed.jsonl"), store) == (1, 4107)
