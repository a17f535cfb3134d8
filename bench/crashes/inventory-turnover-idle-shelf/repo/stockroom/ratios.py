"""The ratios of the monthly sheet. All take a Movement and give a float."""


def sell_through(move):
    """Share of the received units which was sold."""
    if move.received == 0:
        return 0.0
    return round(move.sold / move.received, 3)


def fill_rate(move):
    """Share of the month's supply that is still on the shelf."""
    supply = move.opening + move.received
    return round(move.closing / supply, 3) if supply else 0.0


def turnover(move):
    """How often the average stock was sold in the month."""
    average = (move.opening + move.closing) / 2
    return round(move.sold / average, 3)
