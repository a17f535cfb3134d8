import json

from .models import Customer, Order, Profile


def load(path):
    Order.objects.clear()
    with open(path, encoding="utf-8") as fp:
        for raw in json.load(fp):
            prof = raw.get("profile")
            customer = Customer(raw["name"], Profile(**prof) if prof else None)
            contact = raw.get("contact", {})
            Order(raw["pk"], customer, raw["day"], raw["lines"],
                  contact_mail=contact.get("mail", ""), contact_phone=contact.get("phone", "")).save()
