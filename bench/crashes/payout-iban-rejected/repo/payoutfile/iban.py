class InvalidIban(ValueError):
    pass


LENGTHS = {"DE": 22, "NL": 18, "BE": 16, "AT": 20}


def check(text):
    """The account number without blanks; raises InvalidIban when it can not exist."""
    iban = text.replace(" ", "").upper()
    if len(iban) != LENGTHS.get(iban[:2]):
        raise InvalidIban(f"{text!r} has the wrong length")
    digits = "".join(str(int(c, 36)) for c in iban[4:] + iban[:4])
    if int(digits) % 97 != 1:
        raise InvalidIban(f"{text!r} has wrong check digits")
    return iban
