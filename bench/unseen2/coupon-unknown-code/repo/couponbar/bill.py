from dataclasses import dataclass

from .menu import price


@dataclass
class Bill:
    table: int
    cents: int
    off: int = 0

    @property
    def due(self):
        return self.cents - self.off


def bill(order, coupons):
    made = Bill(order["table"], sum(price(item, number) for item, number in order["items"]))
    code = order.get("coupon")
    if code:
        coupon = coupons.get(code)
        made.off = coupon.off(made.cents)
        coupons.use(coupon)
    return made
