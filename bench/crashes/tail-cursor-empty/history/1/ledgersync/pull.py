from typing import NamedTuple


class Result(NamedTuple):
    count: int
    cursor: int


def pull(feed, store) -> Result:
    """Take over everything after the stored cursor and move the cursor to the last event read.

    May be called as often as one likes; a round that finds nothing changes nothing.
    """
    count = 0
    for event in feed.after(store.cursor):
        store.add(event)
        count += 1
        store.save_cursor(event["seq"])
    return Result(count, store.cursor)
