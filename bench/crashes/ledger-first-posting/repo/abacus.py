"""Reads postings from standard input and prints the balances.

A posting is a line: DATE TEXT AMOUNT FROM TO
"""
import json
import sys
from decimal import Decimal

from book import Book
from postings import read


def opening(path):
    with open(path) as handle:
        return {name: Decimal(amount) for name, amount in json.load(handle).items()}


def main(argv):
    book = Book(opening(argv[argv.index("--opening") + 1]))
    for posting in read(sys.stdin):
        book.post(posting)
    for name, amount in sorted(book.balances().items()):
        print(f"{name:<12}{amount:>12}")
    print("moved", sum(book.turnover().values()))


if __name__ == "__main__":
    main(sys.argv[1:])
