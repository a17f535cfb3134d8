import csv
from dataclasses import dataclass


@dataclass
class Title:
    isbn: str
    name: str
    pages: int
    copies: int
    cents: int


def clean_number(text):
    """The supplier groups digits in threes with commas: ``12,500``."""
    return int(text.strip().replace(",", ""))


def read_titles(lines):
    for row in csv.DictReader(lines, skipinitialspace=True):
        yield Title(
            isbn=row["isbn"].replace("-", ""),
            name=row["title"].strip(),
            pages=int(row["pages"]),
            copies=clean_number(row["copies"]),
            cents=clean_number(row["price_cents"]),
        )
