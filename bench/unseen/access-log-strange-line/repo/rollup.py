import sys
from collections import Counter

from lines import PARSERS


def rollup(stream, parse):
    hits, bad, skipped = Counter(), Counter(), 0
    for line in stream:
        hit = parse(line.rstrip("\n"))
        if hit is None:
            skipped += 1
            continue
        hits[hit.key] += 1
        if hit.status >= 500:
            bad[hit.key] += 1
    return hits, bad, skipped


def main():
    hits, bad, skipped = rollup(sys.stdin, PARSERS[sys.argv[1]])
    for key, n in hits.most_common():
        print(f"{n:6} {bad[key]:5} {key}")
    print("skipped", skipped)


if __name__ == "__main__":
    main()
