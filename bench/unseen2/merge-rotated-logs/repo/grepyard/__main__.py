import argparse
from pathlib import Path

from .search import context, hits


def main():
    parser = argparse.ArgumentParser(prog="grepyard")
    parser.add_argument("folder", type=Path)
    parser.add_argument("pattern")
    parser.add_argument("-C", "--context", type=int, default=0)
    args = parser.parse_args()
    for hit in hits(args.folder, args.pattern):
        if args.context:
            print(f"{hit.file}:{hit.number}:")
            print(*context(args.folder / hit.file, hit.number, args.context), sep="\n")
        else:
            print(f"{hit.file}:{hit.number}: {hit.text}")


if __name__ == "__main__":
    main()
