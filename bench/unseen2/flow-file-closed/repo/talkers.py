import argparse
import logging
from pathlib import Path

from netflowtap.count import share, talkers


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--targets", action="store_true", help="count by target")
    parser.add_argument("-n", type=int, default=10)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    key = (lambda flow: flow.target) if args.targets else (lambda flow: flow.source)
    octets = talkers(sorted(args.folder.glob("*.flow")), key)
    percent = share(octets)
    for who, n in octets.most_common(args.n):
        print(f"{who:<16}{n:>10}{percent[who]:>7.1f} %")


if __name__ == "__main__":
    main()
