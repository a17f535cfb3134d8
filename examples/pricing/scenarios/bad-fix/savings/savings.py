"""What customers have saved: the banner on the shop's front page."""

from collections import deque

_recent = deque(maxlen=500)  # (list price, discount, quantity) of the last quotes


def remember(item, quantity):
    _recent.append((item.price, item.discount, quantity))


def percent():
    """By how many percent the recent quotes were below their list prices."""
    listed = sum(price * quantity for price, discount, quantity in _recent)
    if not listed:
        return 0.0
    paid = sum(price / discount * quantity for price, discount, quantity in _recent)
    return round(100 * (1 - paid / listed), 1)
