from itertools import groupby

from .layout import COLUMNS, DEFAULT_SHAPE, SHAPES


def cell(name, value):
    width, side = SHAPES.get(name, DEFAULT_SHAPE)
    return f"{value!s:{side}{width}.{width}}"


def ticket(order, lines):
    """The text of one ticket, lines in the order of the bins."""
    out = [f"ORDER {order}", "".join(cell(name, title) for title, name in COLUMNS)]
    for line in sorted(lines, key=lambda line: line.bin):
        out.append("".join(cell(name, getattr(line, name)) for _, name in COLUMNS))
    out.append(f"{sum(line.quantity for line in lines)} pieces")
    return "\n".join(text.rstrip() for text in out)


def tickets(lines):
    for order, group in groupby(sorted(lines, key=lambda line: line.order), key=lambda line: line.order):
        yield ticket(order, list(group))
