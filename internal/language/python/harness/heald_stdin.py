"""What to put into the standard input of code that reads it: lines of the form that it reads, of words that the log and samples hold."""
import heald_inputs
import heald_mutate
import heald_shape
import heald_texts

INPUTS = 24   # texts tried
SAMPLES = 4   # files of the repository among them
LONGEST = 4000


def values(inputs, functions, wanted=()):
    """Texts for the standard input of the first of some functions that reads it. Wanted ones come first."""
    shape = next((s for s in (heald_shape.stream(f) for f in functions if f is not None) if s is not None), None)
    if shape is None:
        return []
    found = logged(inputs, shape) + lines(inputs, shape) + whole(inputs, shape) + samples(inputs)
    found = heald_inputs.unique(sorted(found, key=lambda v: v.cost))
    return sorted(found, key=lambda v: not any(w.strip("'\"") in v.expr for w in wanted))[:INPUTS]


def lines(inputs, shape):
    """Lines of what one is taken apart into."""
    if shape.item is None:
        return []
    made = [(v, text(v.expr)) for v in inputs.of_shape(shape.item, "line", 1)]
    return [heald_inputs.Value(t + "\n", v.origin, v.cost) for v, t in made if t is not None and "\n" not in t]


def whole(inputs, shape):
    """The whole as one text: a document, a table."""
    found = []
    for value in heald_texts.written(inputs, shape, "", 1, heald_inputs.Value):
        t = text(value.expr)
        if t is not None:
            found.append(heald_inputs.Value(t + "\n", value.origin, value.cost))
    return found


def logged(inputs, shape):
    """As many words of the log in a row as a line has fields."""
    found = []
    for form, inner in (shape.item.texts if shape.item is not None else {}).items():
        kind, _, separator = form.partition(" ")
        wide = max(inner.indexes) + 1 if inner.indexes else 0
        for n in range(len(inputs.words) - wide + 1 if kind == "split" and wide > 1 else 0):
            row = inputs.words[n:n + wide]
            if not any(separator in word for word in row):
                found.append(heald_inputs.Value(separator.join(row) + "\n", "log", 1.5 + 0.1 * n))
    return found[:8]


def samples(inputs):
    """Files of the repository that may be such an input."""
    found = []
    for path in inputs.data:
        try:
            with open(path, encoding="utf-8") as source:
                content = source.read(LONGEST + 1)
        except (OSError, ValueError):
            continue
        if 0 < len(content) <= LONGEST and len(found) < SAMPLES:
            found.append(heald_inputs.Value(content, "fixture", 2.2 + 0.1 * len(found)))
    return found


def text(expression):
    """What an expression of a text, or of its lines, stands for; None when that cannot be told."""
    value = heald_texts.literal(expression)
    if value is None:
        value = heald_texts.built(expression)
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "\n".join(value)
    return value if isinstance(value, str) else None


def changed(drive, words, kind, leaves, constants):
    """Neighbours of a drive's standard input."""
    if not drive.get("stdin"):
        return
    for cost, expression in heald_mutate.mutations(repr(drive["stdin"]), words, kind, set(), leaves, (), constants):
        value = heald_texts.literal(expression)
        if isinstance(value, str) and value:
            yield cost, value if value.endswith("\n") else value + "\n"
