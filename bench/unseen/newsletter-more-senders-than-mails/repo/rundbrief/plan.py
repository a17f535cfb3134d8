from .spread import spread

SMS_SENDERS = 3


def plan_sms(numbers):
    size = max(1, len(numbers) // SMS_SENDERS)
    return spread(numbers, size, SMS_SENDERS)


def plan_mail(addresses, senders):
    addresses = [a for a in addresses if "@" in a]
    size = len(addresses) // senders
    return spread(addresses, size, senders)
