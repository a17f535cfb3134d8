import json

from .channels import Mail, Sms


def load(path):
    with open(path, encoding="utf-8") as fh:
        return [channel(p) for p in json.load(fh)]


def channel(person):
    if person.get("mobile"):
        return Sms(person["mobile"], person["locale"])
    return Mail(person["mail"], person["locale"])
