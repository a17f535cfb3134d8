"""Shelf labels for the shop's own printers."""

WIDTH = 24


def label(item):
    """Two lines: the name, and the number that the till scans."""
    return f"{item.name[:WIDTH]}\n{item.sku:>{WIDTH}}"
