import csv
from dataclasses import dataclass


@dataclass
class Member:
    number: int
    name: str
    iban: str
    plan: str
    frozen: bool = False


def read(path):
    with open(path, newline="") as fp:
        return [Member(int(r["number"]), r["name"], r["iban"], r["plan"], r["frozen"] == "y")
                for r in csv.DictReader(fp, delimiter=";")]
