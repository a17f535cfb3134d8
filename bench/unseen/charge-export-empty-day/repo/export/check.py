"""What the partner's receiver checks before it takes a file (copied from their wiki)."""
COLUMNS = ("session", "point", "begin", "kwh")


def problems(text):
    lines = text.splitlines()
    if not lines or tuple(lines[0].split(";")) != COLUMNS:
        yield "heading is missing or wrong"
    for n, line in enumerate(lines[1:], 2):
        if line.count(";") != len(COLUMNS) - 1:
            yield f"line {n}: wrong number of fields"
