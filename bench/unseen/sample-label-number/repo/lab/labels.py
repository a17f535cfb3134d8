import re

SCAN = re.compile(r"([ST])(\d\d)-(\d{5})")


def sample_label(year, seq):
    """
    >>> sample_label(2024, 17)
    'S24-00017'
    """
    return "S" + str(year)[2:] + "-" + seq


def tray_label(year, seq):
    return f"T{year % 100:02d}-{seq:05d}"


def scanned(text):
    """What the scanner at the bench makes of a label: kind, year, number."""
    m = SCAN.fullmatch(text)
    if not m:
        raise ValueError(f"unreadable label {text!r}")
    kind, yy, seq = m.groups()
    return kind, 2000 + int(yy), int(seq)
