"""What is on a ticket. The printer has 32 characters a line."""

# title, attribute of PickLine
COLUMNS = [
    ("Bin", "bin"),
    ("Article", "sku"),
    ("Pcs", "qty"),
    ("", "mark"),
]

# width and alignment; others get ten characters
SHAPES = {
    "bin": (7, "<"),
    "sku": (17, "<"),
    "qty": (4, ">"),
    "mark": (2, ">"),
}

DEFAULT_SHAPE = (10, "<")
