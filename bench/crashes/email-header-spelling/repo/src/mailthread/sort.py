import sys

from mailthread.message import Message
from mailthread.threads import Forest


def sort(paths):
    forest = Forest()
    for path in paths:
        with open(path, encoding="utf-8") as mail:
            forest.insert(Message.parse(mail.read()))
    return forest


def main():
    forest = sort(sys.argv[1:])
    for root, members in forest.threads().items():
        print(forest.title(root), len(members))


if __name__ == "__main__":
    main()
