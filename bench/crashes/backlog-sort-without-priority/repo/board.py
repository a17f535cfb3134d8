import argparse

from item import read
from ordering import ORDERS


def show(items):
    for item in items:
        print(f"{item.key:<6}{item.priority or '-':<4}{item.title}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--order", choices=sorted(ORDERS), default="title")
    parser.add_argument("file")
    args = parser.parse_args()
    with open(args.file, newline="") as lines:
        items = list(read(lines))
    show(ORDERS[args.order](items))


if __name__ == "__main__":
    main()
