class InvalidIsbn(ValueError):
    pass


def check_digit(twelve):
    total = sum(int(digit) * (3 if n % 2 else 1) for n, digit in enumerate(twelve))
    return str(-total % 10)


def normal(text):
    """The 13 digits of an ISBN. The last of them is there to find typing mistakes."""
    digits = text.replace("-", "").replace(" ", "")
    if len(digits) != 13 or not digits.isdigit():
        raise InvalidIsbn(f"{text}: not 13 digits")
    if check_digit(digits[:12]) != digits[12]:
        raise InvalidIsbn(f"{text}: check digit is wrong")
    return digits
