"""What the service answers: one function a route, each from a query to a status and a body."""

import feed
import labels
from pricing_logic import quote

MAX_QUANTITY = 1000
MAX_FOUND = 20


class BadRequest(ValueError):
    """The client asked for something that the service rightly refuses."""


def required(query, name):
    value = query.get(name, [""])[0]
    if not value:
        raise BadRequest(f"{name} is missing")
    return value


def quantity_of(query):
    try:
        quantity = int(query.get("quantity", ["1"])[0])
    except ValueError:
        raise BadRequest("quantity is not a number") from None
    if not 1 <= quantity <= MAX_QUANTITY:
        raise BadRequest(f"quantity must be 1 to {MAX_QUANTITY}")
    return quantity


def price(catalogue, query):
    sku, quantity = required(query, "sku"), quantity_of(query)
    item = catalogue.find(sku)
    if item is None:
        return 404, {"error": f"no item {sku}"}
    return 200, quote(item, quantity)


def search(catalogue, query):
    found = catalogue.search(required(query, "q"))
    return 200, {"found": len(found), "items": [{"sku": item.sku, "name": item.name} for item in found[:MAX_FOUND]]}


def label(catalogue, query):
    sku = required(query, "sku")
    item = catalogue.find(sku)
    if item is None:
        return 404, {"error": f"no item {sku}"}
    return 200, labels.label(item)


def comparison_feed(catalogue, query):
    return 200, feed.write(catalogue)


def health(catalogue, query):
    return 200, {"status": "ok", "items": len(catalogue)}


ROUTES = {"/price": price, "/search": search, "/label": label, "/feed.csv": comparison_feed, "/health": health}
