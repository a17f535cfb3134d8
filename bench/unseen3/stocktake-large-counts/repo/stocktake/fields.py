"""How the warehouse system prints things."""


def whole(text):
    """A whole number, with or without thousands separators."""
    return int(text.strip().replace(",", ""))


def flag(text):
    return text.strip().upper() in ("Y", "YES", "1")
