"""Sizes for people: K, M, G and T are powers of 1024."""

UNITS = {"K": 1024, "M": 1024 ** 2, "G": 1024 ** 3, "T": 1024 ** 4}


def human(size):
    """1610612736 -> '1.5G'; never more than the size itself by rounding."""
    for unit in "TGMK":
        if size >= UNITS[unit]:
            tenths = size * 10 // UNITS[unit]
            return f"{tenths // 10}.{tenths % 10}{unit}".replace(".0", "")
    return str(size)


def parse(text):
    """The reverse of human(). A size cannot be negative."""
    text = text.strip().upper()
    if text[-1:] in UNITS:
        size = int(text[:-1]) * UNITS[text[-1]]
    else:
        size = int(text)
    if size < 0:
        raise ValueError(f"negative size: {text}")
    return size
