import argparse
import logging

from .book import Book
from .pages import PAGES

log = logging.getLogger("hourbook")


def main():
    parser = argparse.ArgumentParser(description="Prints the pages of the weekly report.")
    parser.add_argument("hours")
    parser.add_argument("--page", choices=PAGES, action="append")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    book = Book()
    book.load(args.hours)
    for name in args.page or PAGES:
        log.info("page %s", name)
        print(PAGES[name](book))
        print()


if __name__ == "__main__":
    main()
