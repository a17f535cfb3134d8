import csv
import json

from .fields import blank, tidy


def from_csv(path):
    with open(path, newline="", encoding="utf-8") as fp:
        leads = list(csv.DictReader(fp))
    for lead in leads:
        tidy(lead)
        blank(lead)
        lead["source"] = "fair"
    return leads


def from_json(path):
    with open(path, encoding="utf-8") as fp:
        leads = json.load(fp)
    for lead in leads:
        lead["source"] = "website"
        tidy(lead)
        blank(lead)
    return leads


READERS = {".csv": from_csv, ".json": from_json}
