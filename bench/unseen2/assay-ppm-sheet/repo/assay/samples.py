import csv
from collections import namedtuple

Sample = namedtuple("Sample", "number metal content unit")


def read(path):
    with open(path, newline="", encoding="utf-8") as fp:
        return [Sample(row["sample"], row["metal"], row["content"], row["unit"]) for row in csv.DictReader(fp)]
