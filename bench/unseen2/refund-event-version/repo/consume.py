import logging
import sys

from payhook.book import Book
from payhook.handlers import dispatch
from payhook.inbox import events


def consume(paths, book):
    seen = set()
    handled = 0
    for path in paths:
        for event in events(path, seen):
            handled += dispatch(book, event)
    return handled


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    book = Book()
    logging.info("%d events handled", consume(sys.argv[1:], book))
    for payment, cents in sorted(book.balance.items()):
        print(payment, book.currency[payment], cents)
