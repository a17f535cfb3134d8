import sys

from .lines import read


def main(path):
    with open(path, newline="", encoding="utf-8") as fh:
        payouts = read(fh)
    for p in payouts:
        print(f"{p.account:<24}{p.amount:>12}  {p.name}")
    print("total", sum(p.amount for p in payouts))


main(sys.argv[1])
