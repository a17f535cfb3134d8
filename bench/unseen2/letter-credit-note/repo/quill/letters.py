"""One function per kind of letter."""
from .render import render


def euros(cents):
    return f"{cents // 100},{cents % 100:02d} EUR"


def order_confirmed(event, **common):
    order = event["order"]
    return render(
        "confirmed",
        number=order["number"],
        buyer=order["buyer"],
        recipient=order.get("recipient", order["buyer"]),
        days=2 if order.get("express") else 6,
        **common,
    )


def credit_note(event, **common):
    order = event["order"]
    return render(
        "credit",
        number=order["number"],
        customer=order["buyer"],
        amount=euros(event["cents"]),
        remark=event.get("remark", ""),
        **common,
    )


KINDS = {"confirmed": order_confirmed, "credit": credit_note}
