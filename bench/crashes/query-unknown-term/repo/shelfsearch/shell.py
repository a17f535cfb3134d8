import sys

from .index import Index


def load(path):
    index = Index()
    with open(path, encoding="utf-8") as fh:
        for line in fh:
            doc, text = line.rstrip("\n").split("\t")
            index.add(doc, text)
    return index


def answer(index, line):
    mode, _, query = line.strip().partition(" ")
    found = index.all_of(query) if mode == "all" else index.any_of(query)
    return " ".join(sorted(found)) or "-"


def main():
    index = load(sys.argv[1])
    for line in sys.stdin:
        print(answer(index, line), flush=True)


if __name__ == "__main__":
    main()
