from decimal import Decimal


def in_currency(client, amount, currency):
    """An invoice must carry the rate of the moment; there is no invoice without one."""
    if currency == "EUR":
        return amount
    return (amount * client.rate("EUR" + currency)).quantize(Decimal("0.01"))
