RATE = 0.049


def monthly(amount, term, income):
    """The instalment, in whole units, or None when it is more than a third of the income."""
    months = term * 12
    factor = RATE / 12
    instalment = round(amount * factor / (1 - (1 + factor) ** -months))
    return instalment if instalment * 3 <= income else None
