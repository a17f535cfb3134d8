from typing import NamedTuple


class Result(NamedTuple):
    count: int
    cursor: int


def pull(feed, store) -> Result:
    """Take over everything after the stored cursor and move the cursor to the last event read.

    May be called as often as one likes; a round that finds nothing changes nothing.
    """
    since = store.cursor
    count = 0
    for event in feed.after(since):
        store.add(event)
        count += 1
        cursor = event["seq"]
    store.save_cursor(cursor)
    return Result(count, cursor)
