"""Labels for the shop's own printers: on the shelf, and on the parcel."""

WIDTH = 24


def shelf_label(item):
    """Two lines: the name, and the price with what it was before."""
    if item.discount:
        price = f"{item.price / item.discount:.2f} (was {item.price:.2f})"
    else:
        price = f"{item.price:.2f}"
    return f"{item.name[:WIDTH]}\n{price:>{WIDTH}}"


def parcel_label(item, quantity):
    """One line: how many of what."""
    return f"{quantity} x {item.sku} {item.name}"
