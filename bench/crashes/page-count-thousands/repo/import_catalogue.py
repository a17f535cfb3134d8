import sys

from shelfmark.catalogue import Catalogue
from shelfmark.supplier import read_titles


def main(path):
    catalogue = Catalogue()
    with open(path, newline="", encoding="utf-8") as fh:
        for title in read_titles(fh):
            catalogue.add(title)
    print(f"{len(catalogue)} titles, {catalogue.total_pages()} pages, stock value {catalogue.stock_value() / 100:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
