"""Neighbours of an expression: the same source text with one value inside it replaced, dropped, repeated or of another type."""
import ast
import codecs
import re

import heald_moments
import heald_rows

SAMPLES = ("0", "1", "-1", "0.5", "-0.5", "2", "1000000", "10**18", "0.0")
TEXTS = ("", " ", "x", "0", "12", "-1.5", "\xe9\u4e16", "a,b", "None")
FILLINGS = ("0", "1", "''", "'x'", "[]", "{}", "True")  # of each plain type


class Part:
    """One value inside a text, by its span in bytes."""

    __slots__ = ("node", "start", "end", "depth")

    def __init__(self, node, start, end, depth):
        self.node, self.start, self.end, self.depth = node, start, end, depth


def parts(text):
    """The values inside an expression, outermost first. Names, callees and keys are no values."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return []
    text, lines, found = text.strip(), [0], []
    for line in text.encode("utf-8").split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)

    def add(node, depth):
        if len(found) > 300:
            return
        found.append(Part(node, lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset, depth))
        for child in children(node) if not heald_moments.known(node) else ():
            add(child, depth + 1)
    add(tree, 0)
    return found


def children(node):
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return node.elts
    if isinstance(node, ast.Dict):
        return [v for k, v in zip(node.keys, node.values) if k is not None]
    if isinstance(node, ast.Call):
        inner = [node.func.value] if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call) else []
        return inner + list(node.args) + [k.value for k in node.keywords]
    return []


def neighbours(text, constants):
    """Yields (cost, text), each once. Constants are the numbers and words that the code itself mentions."""
    text, seen = text.strip(), {text.strip()}
    body, everything = text.encode("utf-8"), parts(text)
    for part in some(everything, 20000 // (len(body) + 1)):
        source = body[part.start:part.end].decode("utf-8")
        for cost, other in alternatives(part.node, source, everything, body, constants):
            made = (body[:part.start] + other.encode("utf-8") + body[part.end:]).decode("utf-8")
            if made not in seen and valid(made):
                seen.add(made)
                yield cost + 0.1 * part.depth, made


def some(everything, most):
    """The parts whose alternatives are made: in a long text not all, the outermost first and then evenly."""
    most = max(6, most)
    if len(everything) <= most:
        return everything
    shallow = sorted(everything, key=lambda p: p.depth)[:most // 2]
    return shallow + everything[::len(everything) * 2 // most + 1]


def alternatives(node, source, everything, body, constants):
    value = constant(node)
    if isinstance(value, bool):
        yield 1, repr(not value)
        yield 3, "None"
    elif isinstance(value, (int, float)):
        yield from numbers(value, constants["numbers"], constants.get("seen numbers") or ())
    elif encoding(value):
        return  # bytes that are read with another encoding are other bytes: nobody varies the name alone
    elif isinstance(value, (str, bytes)):
        form = list(heald_rows.structured(value, constants)) if isinstance(value, str) else []
        yield from ((cost, repr(other)) for cost, other in form)
        yield from ((cost + bool(form), other) for cost, other in texts(value, constants["words"], constants.get("seen words") or ()))
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
        yield from containers(node, source, body, everything)
    elif isinstance(node, ast.Call):
        yield 2.5, "None"
        yield from heald_moments.near(node, source)
        yield from calls(node, source, body, everything, constants)
    elif source == "None":
        yield from fillings(constants)
    elif isinstance(node, ast.Attribute):
        yield from ((2 + 0.1 * place, other) for place, other in enumerate(("None",) + FILLINGS))
    if value is not None:
        for other in everything:  # what stands elsewhere in the same expression, of the same type
            if other.node is not node and type(constant(other.node)) is type(value):
                yield 1.3, body[other.start:other.end].decode("utf-8")


def fillings(constants):
    """What may stand where null does. They come early: a null is often what fails, and then nothing works while it stands there."""
    seen = [list(constants.get("seen numbers") or ())[:8], [repr(w) for w in list(constants.get("seen words") or ())[:8]]]
    for held in seen + [FILLINGS]:
        yield from ((0.95 + 0.04 * place, other) for place, other in enumerate(held))


def constant(node):
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant) and isinstance(node.operand.value, (int, float)):
        return -node.operand.value
    return node.value if isinstance(node, ast.Constant) else None


def encoding(value):
    """Whether a text names an encoding: "utf-8", "cp1252"."""
    if not isinstance(value, str) or not 4 < len(value) < 20 or not any(c.isdigit() for c in value) or not value[0].isalpha():
        return False
    try:
        return bool(codecs.lookup(value))
    except (LookupError, ValueError):
        return False


def numbers(value, boundaries, seen):
    for near in (value + 1, value - 1, -value):
        yield 1, wrap(repr(near))
    for place, text in enumerate(boundaries):
        yield 1.1 + 0.01 * place, wrap(text)
    for place, text in enumerate(seen):
        yield 1.15 + 0.02 * place, wrap(text)
    for place, text in enumerate(SAMPLES):
        yield 1.2 + 0.05 * place, wrap(text)
    for other in (value * 2, value / 2 if isinstance(value, float) else value // 2, value * 10, value + 7, value * 3 + 1):
        yield 1.6, wrap(repr(other))
    yield 1.8, repr(float(value)) if isinstance(value, int) and abs(value) < 1 << 60 else wrap(repr(int(value)) if value - value == 0 else "0")
    yield 2.4, repr(str(value))
    yield 2.6, "None"


def wrap(text):
    return "(%s)" % text if "**" in text else text


def texts(value, words, seen):
    plain = isinstance(value, str)
    form = (lambda t: repr(t)) if plain else (lambda t: repr(t.encode("utf-8")))
    text = value if plain else value.decode("latin-1")
    for place, sample in enumerate(TEXTS):
        yield 1.2 + 0.05 * place, form(sample)
    for place, word in enumerate(words):
        yield 1.1 + 0.02 * place, form(word)
    for place, word in enumerate(seen):
        yield 1.1 + 0.02 * place, form(word)
    for other in (text[:-1], text[1:], text + "x", " " + text + " ", text.upper(), text.lower(), text.swapcase(), text[:len(text) // 2], text * 2):
        yield 1.5, form(other)
    yield from zones(text, form)
    yield from digits(text, form)
    for separator in (",", ":", "=", ";", "|", "/", "-", ".", " ", "\n", "\t"):
        held = text.split(separator)
        if len(held) > 1:
            for other in (held[:-1], held[1:], held + held[-1:], held[:-1] + [""], held[::-1]):
                yield 1.4, form(separator.join(other))
    yield 2.4, "0"
    yield 2.6, "None"


def zones(text, form):
    """Each moment in a text with another offset from UTC, or with none: what reads moments seldom reads all alike."""
    import re
    for match in list(re.finditer(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?(?![\d:])", text))[:3]:
        for offset in ("", "Z", "+00:00", "+02:00", "-05:00"):
            if offset != (match.group(2) or ""):
                yield 1.02, form(text[:match.start()] + match.group(1) + offset + text[match.end():])


def digits(text, form):
    """Each run of digits in a text changed, so that it stays of its kind."""
    for match in runs(text)[:6]:
        number = int(match.group()[:18])
        for other in (number + 1, max(number - 1, 0), 0, number * 10):
            yield 1.05, form(text[:match.start()] + str(other).zfill(len(match.group())) + text[match.end():])


def runs(text):
    """The runs of digits in a text, but for those of an encoding's name: that is not varied, wherever it stands."""
    names = [m.span() for m in re.finditer(r"[^\W\d_][\w.-]*", text) if encoding(m.group())]
    return [m for m in re.finditer(r"\d+", text) if not any(first <= m.start() < end for first, end in names)]


def containers(node, source, body, everything):
    empty = {"List": "[]", "Tuple": "()", "Set": "set()", "Dict": "{}"}[type(node).__name__]
    yield 1, empty
    spans = {id(p.node): body[p.start:p.end].decode("utf-8") for p in everything}
    if isinstance(node, ast.Dict):
        yield from dicts(node, spans)
    else:
        items = [spans.get(id(e), "None") for e in node.elts]
        for n in range(min(len(items), 8)):
            yield 1.1 + 0.02 * n, rebuilt(node, items[:n] + items[n + 1:])
            yield 1.2 + 0.02 * n, rebuilt(node, items[:n + 1] + items[n:])
            yield 2 + 0.02 * n, rebuilt(node, items[:n] + ["None"] + items[n + 1:])
        if len(items) > 1:
            yield 1.3, rebuilt(node, items[::-1])
            yield 1.4, rebuilt(node, items[:1])
            yield 1.5, rebuilt(node, items * 2)
    yield 2.6, "None"


def dicts(node, spans):
    pairs = []
    for key, value in zip(node.keys, node.values):
        written = repr(key.value) if isinstance(key, ast.Constant) else None
        if written is None or id(value) not in spans:
            return
        pairs.append((written, spans[id(value)]))
    for n in range(min(len(pairs), 12)):
        yield 1.1 + 0.01 * n, pairing(pairs[:n] + pairs[n + 1:])
        yield 1.6 + 0.01 * n, pairing(pairs[:n] + [(pairs[n][0], "None")] + pairs[n + 1:])
    yield 1.4, pairing(pairs + [("'another'", "1")])


def pairing(pairs):
    return "{%s}" % ", ".join("%s: %s" % p for p in pairs)


def calls(node, source, body, everything, constants):
    """A call with one keyword left out, its default; or with one given that was left out."""
    spans = {id(p.node): body[p.start:p.end].decode("utf-8") for p in everything}
    callee = source[:source.find("(")]
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords) or "(" in callee:
        return
    args = [spans.get(id(a), "None") for a in node.args]
    keywords = ["%s=%s" % (k.arg, spans.get(id(k.value), "None")) for k in node.keywords]
    for n in range(len(keywords)):
        yield 1.5, "%s(%s)" % (callee, ", ".join(args + keywords[:n] + keywords[n + 1:]))
    given = {k.arg for k in node.keywords}
    for name, place, default in (constants.get("defaults") or {}).get(callee.rsplit(".", 1)[-1], ()):
        if name not in given and place >= len(args):
            for cost, other in few(default, constants):
                yield 1.2 + cost / 10, "%s(%s)" % (callee, ", ".join(args + keywords + ["%s=%s" % (name, other)]))


def few(default, constants):
    """A few values near a default."""
    try:
        node = ast.parse(default, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return []
    return sorted(alternatives(node, default, [], default.encode("utf-8"), constants), key=lambda a: a[0])[:8]


def rebuilt(node, items):
    if isinstance(node, ast.Tuple):
        return "(%s%s)" % (", ".join(items), "," if len(items) == 1 else "")
    if isinstance(node, ast.Set):
        return "{%s}" % ", ".join(items) if items else "set()"
    return "[%s]" % ", ".join(items)


def valid(text):
    try:
        ast.parse(text, mode="eval")
        return True
    except (SyntaxError, ValueError, RecursionError):
        return False
