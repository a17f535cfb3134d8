def movements(message):
    """Yields (sku, change of stock)."""
    for line in message["lines"]:
        yield line["sku"], -line["qty"]
