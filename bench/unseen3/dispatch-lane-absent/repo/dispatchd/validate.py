from .lanes import DUE


class Invalid(ValueError):
    pass


def check(order):
    """Raises Invalid when an order cannot be taken as it is."""
    for field, kind in (("ref", str), ("site", str), ("units", int)):
        if not isinstance(order.get(field), kind):
            raise Invalid(f"{field} is missing or not {kind.__name__}")
    if order["units"] < 1:
        raise Invalid("units must be 1 or more")
    if order.get("lane") is not None and order["lane"] not in DUE:
        raise Invalid(f"no lane {order['lane']!r}")
