def letters(returns, invoices):
    """Who has to be written to, by name."""
    for item in sorted(returns, key=lambda item: item.name.casefold()):
        mark = "" if invoices.matches(item) else " (amount differs)"
        yield f"{item.name}: {item.invoice} {item.amount} {item.reason}{mark}"
