import logging
from decimal import Decimal

log = logging.getLogger("payhook")
HANDLERS = {}


def on(kind):
    def register(function):
        HANDLERS[kind] = function
        return function
    return register


def amount_of(data):
    """Cents and currency of an event's data."""
    if "amount" in data:
        amount = data["amount"]
        return int(Decimal(amount["value"]) * 100), amount["currency"]
    return data["amount_cents"], "EUR"


@on("charge.succeeded")
def on_charge(book, data):
    cents, currency = amount_of(data)
    book.post(data["payment"], cents, currency)


@on("refund.created")
def on_refund(book, data):
    book.post(data["payment"], -data["amount_cents"], "EUR")
    if "reason" in data:
        book.note(data["payment"], data["reason"])


def dispatch(book, event):
    """Handles an event; False when we are not interested in its type."""
    handler = HANDLERS.get(event["type"])
    if handler is None:
        log.debug("%s ignored", event["type"])
        return False
    handler(book, event["data"])
    return True
