from stockroom import ratios

COLUMNS = ("sku", "sell_through", "fill_rate", "turnover")


def line(move):
    return {
        "sku": move.sku,
        "sell_through": ratios.sell_through(move),
        "fill_rate": ratios.fill_rate(move),
        "turnover": ratios.turnover(move),
    }


def build(moves):
    """One line for each stock-keeping unit, in the order of the export."""
    return [line(move) for move in moves]


def render(period, lines):
    head = f"period {period}"
    body = [" ".join(str(entry[name]) for name in COLUMNS) for entry in lines]
    return "\n".join([head, " ".join(COLUMNS), *body])
