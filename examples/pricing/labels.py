"""Shelf labels for the shop's own printers."""

WIDTH = 24


def label(item):
    """Two lines: the name, and the price with what it was before."""
    if item.discount:
        price = f"{item.price / item.discount:.2f} (was {item.price:.2f})"
    else:
        price = f"{item.price:.2f}"
    return f"{item.name[:WIDTH]}\n{price:>{WIDTH}}"
