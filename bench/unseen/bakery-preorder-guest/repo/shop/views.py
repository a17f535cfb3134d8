import logging

from .models import Order
from .serializers import pickup_slip, receipt

log = logging.getLogger("shop")


def print_slips(day):
    orders = Order.for_day(day)
    log.info("%d slips for %s", len(orders), day)
    return [render_slip(pickup_slip(o)) for o in orders]


def mail_receipts(day):
    for data in map(receipt, Order.for_day(day)):
        yield f"To: {data['to']}\n{data['name']}, EUR {data['total'] / 100:.2f}"


def render_slip(slip):
    # the staff rings people up when something is sold out
    head = f"#{slip['order']} {slip['name']} (tel. {slip['phone']})"
    return "\n".join([head] + [f"  {n} x {what}" for n, what in slip["lines"]])
