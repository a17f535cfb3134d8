from dataclasses import dataclass


@dataclass
class Page:
    number: int
    of: int
    rows: list


def page_count(total, size):
    """How many pages are needed for so many entries. Nothing needs no page."""
    return total // size + 1


def pages(entries, size):
    count = page_count(entries.total(), size)
    for number in range(1, count + 1):
        yield Page(number, count, entries.slice((number - 1) * size, size))
