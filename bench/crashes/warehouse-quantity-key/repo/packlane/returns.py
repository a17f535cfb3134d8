def movements(message):
    """Yields (sku, change of stock); damaged pieces do not go back on the shelf."""
    for line in message["lines"]:
        pieces = line["quantity"] if "quantity" in line else line["qty"]
        yield line["sku"], pieces - line.get("damaged", 0)
