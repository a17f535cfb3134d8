from .models import Order


def slip(order: Order) -> str:
    where = order.address.one_line() if order.address else "COLLECT AT COUNTER"
    out = [f"Order {order.id}  {order.customer}", where]
    out += [f"  {line.quantity:>3} x {line.sku}" for line in order.lines]
    return "\n".join(out)
