import argparse
import sys

from songpress.booklet import Booklet
from songpress.reader import NoSuchSong, read


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("book")
    parser.add_argument("--width", type=int, default=40)
    args = parser.parse_args()
    try:
        booklet = Booklet.make(read(args.book), width=args.width)
    except NoSuchSong as err:
        sys.exit(f"there is no {err}")
    print(booklet.text())


if __name__ == "__main__":
    main()
