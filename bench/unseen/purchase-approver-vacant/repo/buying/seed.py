import json

from .models import Department, Person, Request


def load(path):
    Request.objects.clear()
    with open(path, encoding="utf-8") as fp:
        data = json.load(fp)
    departments = {}
    for raw in data["departments"]:
        head = raw.get("head")
        departments[raw["name"]] = Department(raw["name"], Person(**head) if head else None)
    for raw in data["requests"]:
        Request(raw["pk"], departments[raw["department"]], raw["week"], raw["what"], raw["cents"]).save()
