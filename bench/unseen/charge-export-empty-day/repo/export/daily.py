import csv
import io
import os
import sys

from . import sessions


def to_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=rows[0].keys(), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def export(source, day, folder):
    rows = [sessions.as_row(s) for s in sessions.on_day(source, day)]
    text = to_csv(rows)
    os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, f"cdr-{day}.csv")
    with open(target, "w") as fh:
        fh.write(text)
    return target


def main():
    print(export(*sys.argv[1:4]))


if __name__ == "__main__":
    main()
