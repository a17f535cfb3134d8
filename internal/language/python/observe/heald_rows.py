"""Neighbours of a text that has a form: a table's rows and cells, the lines of a file, the values inside a text of JSON."""
import ast
import json
import re

import heald_neighbours

SEPARATORS = (",", ";", "\t", "|", ":", "=", " ")
ROWS = 24


def structured(text, constants):
    """Yields (cost, text). A change keeps the text of its form, so that what reads it can go on."""
    if len(text) > 6000:
        return
    held = document(text)
    if held is not None:
        yield from of_document(text, held, constants)
    elif text.strip().count("\n"):
        yield from of_lines(text)


def document(text):
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def of_document(text, held, constants):
    for cost, source in heald_neighbours.neighbours(repr(held), constants):
        try:
            yield cost, json.dumps(ast.literal_eval(source), ensure_ascii=False)
        except (ValueError, SyntaxError, TypeError, RecursionError):
            pass


def of_lines(text):
    """Lines left out, repeated and exchanged, and one cell of one line after another's."""
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(ending)
    tail = [lines.pop()] if lines and not lines[-1] else []
    join = lambda rows: ending.join(rows + tail)
    if len(lines) < 2:
        return
    rows = range(min(len(lines), ROWS))
    for n in rows:
        yield 1.0 + 0.01 * n, join(lines[:n] + lines[n + 1:])
        yield 1.2 + 0.01 * n, join(lines[:n + 1] + lines[n:])
        if n:
            yield 1.3 + 0.01 * n, join(lines[:n - 1] + [lines[n], lines[n - 1]] + lines[n + 1:])
            yield 1.4 + 0.01 * n, join(lines[:1] + [lines[n]] if n > 1 else lines[:1])
    cells = [re.findall(pattern(lines), line) for line in lines]
    for n in rows:
        for at, cell in enumerate(cells[n][:24]):
            for cost, other in alike(cell, [row[at] for row in cells if at < len(row)]):
                yield cost + 0.01 * n, join(lines[:n] + ["".join(cells[n][:at] + [other] + cells[n][at + 1:])] + lines[n + 1:])


def pattern(lines):
    """What a line is cut into: cells and what stands between them. Quoted cells are whole."""
    counts = [(min(line.count(s) for line in lines if line.strip()), s) for s in SEPARATORS]
    most = max(counts, key=lambda c: c[0])
    mark = re.escape(most[1] if most[0] else " ")
    return r'"(?:[^"]|"")*"|[^%s"]+|.' % mark


def alike(cell, column):
    """Another value of a cell: what the same column holds elsewhere, and numbers beside its own."""
    for place, other in enumerate(dict.fromkeys(column)):
        if other != cell and place < 12:
            yield 1.1 + 0.02 * place, other
    plain = "".join(re.findall(r"\d", cell))
    if plain and len(plain) < 12:  # a number as it is written most simply, and others like it
        for place, other in enumerate((plain, plain[0], plain + "0", str(int(plain) + 7), "0")):
            if other != cell:
                yield 1.12 + 0.02 * place, other
    for match in heald_neighbours.runs(cell)[:3]:
        number = int(match.group()[:18])
        for other in (number + 1, max(number - 1, 0), number * 10, number // 2, 0):
            yield 1.15, cell[:match.start()] + str(other).zfill(len(match.group()) if match.group()[0] == "0" else 1) + cell[match.end():]
