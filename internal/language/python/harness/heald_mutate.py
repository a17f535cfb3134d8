"""Neighbours of an input: one part of one expression replaced, dropped, repeated or copied. Source text in, source text out."""
import ast
import re

NUMBERS = ("0", "1", "-1")
SEPARATORS = (":", "=", ",", ";", "|", "/", "\t", " ", "-", ".", "\n")


class Part:
    """One sub-expression of a text, by its span in bytes."""

    __slots__ = ("node", "start", "end", "name", "owner", "depth")

    def __init__(self, node, start, end, name, owner, depth):
        self.node, self.start, self.end, self.name, self.owner, self.depth = node, start, end, name, owner, depth


def parts(text):
    """The values inside an expression, outermost first, each with the key or parameter name it stands at."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return []
    lines = [0]
    body = text.encode("utf-8")
    for line in body.split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    found = []

    def add(node, name, owner, depth):
        start, end = lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset
        found.append(Part(node, start, end, name, owner, depth))
        if len(found) > 400:
            return
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            for e in node.elts:
                add(e, name, node, depth + 1)
        elif isinstance(node, ast.Dict):
            for k, v in zip(node.keys, node.values):
                if k is not None:
                    add(v, str(getattr(k, "value", "")), node, depth + 1)
        elif isinstance(node, ast.Call):
            for a in node.args:
                add(a, "", node, depth + 1)
            for k in node.keywords:
                add(k.value, k.arg or "", node, depth + 1)
    add(tree, "", None, 0)
    return found


def splice(text, start, end, replacement):
    body = text.encode("utf-8")
    return (body[:start] + replacement.encode("utf-8") + body[end:]).decode("utf-8")


def leaves(texts):
    """The literals in some expressions, by type: one may have to equal another."""
    found = {}
    for text in texts:
        for part in parts(text):
            if isinstance(part.node, ast.Constant) and part.node.value is not None:
                found.setdefault(type(part.node.value), set()).add(splice_out(text, part))
        for literal in keys(text):
            found.setdefault(str, set()).add(literal)
    return found


def keys(text):
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return []
    return [repr(k.value) for n in ast.walk(tree) if isinstance(n, ast.Dict) for k in n.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]


def mutations(text, words, kind, names, leaves, typed=(), constants=()):
    """Yields (cost, text): neighbours of an expression. Kind and names say what broke in production; typed are values of the types
    that the error's message names."""
    everything = parts(text)
    for part in everything:
        if part.owner is None and isinstance(part.node, ast.Call) and isinstance(part.node.func, ast.Attribute) and part.node.func.attr == "StringIO":
            continue
        bonus = -2 if part.name and part.name in names else 0
        for number, value in enumerate(typed):
            yield 0.9 + 0.05 * number + bonus + 0.1 * part.depth, splice(text, part.start, part.end, value)
        for cost, replacement in replacements(part.node, splice_out(text, part), words, kind, leaves):
            yield cost + bonus + 0.1 * part.depth, splice(text, part.start, part.end, replacement)
        if isinstance(part.node, ast.Constant) and isinstance(part.node.value, str):
            for cost, replacement in substituted(part.node.value, list(words)[:12] + list(constants)):
                yield cost + bonus, splice(text, part.start, part.end, replacement)
        for cost, whole in structural(text, part, kind):
            yield cost + bonus + 0.1 * part.depth, whole


def splice_out(text, part):
    return text.encode("utf-8")[part.start:part.end].decode("utf-8")


def replacements(node, source, words, kind, leaves):
    """Other values for one part."""
    value = node.value if isinstance(node, ast.Constant) else None
    if source != "None":
        yield (0.5 if kind == "none" else 3), "None"
    if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
        empty = {"List": "[]", "Tuple": "()", "Set": "set()", "Dict": "{}"}[type(node).__name__]
        if source != empty:
            yield (0.5 if kind in ("empty", "zero", "missing") else 1.5), empty
    if isinstance(node, ast.Dict):
        held = {k.value for k in node.keys if isinstance(k, ast.Constant)}
        for leaf in [leaf for leaf in sorted(leaves.get(str, ())) if ast.literal_eval(leaf) not in held][:6]:
            yield 1.4, (source[:-1].rstrip(", ") + ", " if node.keys else "{") + leaf + ": 1}"
    if isinstance(value, bool):
        yield 1.5, repr(not value)
    elif isinstance(value, (int, float)):
        yield from number(value, source, kind)
    elif isinstance(value, str):
        yield from string(value, words, kind)
    elif isinstance(value, bytes):
        yield from data(value, kind)
    elif isinstance(node, ast.UnaryOp):
        yield 1, "0"
    if source == "None":
        for text in ("0", "1", "''", "'a'", "[]", "{}"):
            yield 3, text
    for other in sorted(leaves.get(type(value), ())) if value is not None else ():
        if other != source:
            yield 1.2, other


def number(value, source, kind):
    for text in NUMBERS:
        if text != source:
            yield (0.5 if kind == "zero" and text == "0" else 1.5), text
    for other in (value + 1, value - 1, value * 2, value * 1000, -value, value // 2):
        yield (0.8 if kind == "index" and other > value else 2), repr(other)
    yield (1 if kind == "type" else 3), repr(str(value))
    if isinstance(value, int):
        yield 2.5, repr(float(value) + 0.5)


def string(value, words, kind):
    """Other texts: words of the log, empty, cut short, a field dropped or repeated at a separator, other scripts and types."""
    if value:
        yield (1 if kind in ("empty", "zero", "missing", "none", "index") else 1.5), "''"
    for word in words:
        if word != value:
            yield 1, repr(word)
    yield from fields(value)
    if len(value) > 1:
        yield 1.8, repr(value[:-1])
        yield 2.2, repr(value[1:])
        yield 2, repr(value[:len(value) // 2])
    yield 2, repr(value + "x")
    if value.strip():
        yield 1.7, repr(value + " x")
    yield 2.5, repr(value + "\xe9")
    for other in (value.upper(), value.lower(), value.strip(), value.swapcase()):
        if other != value:
            yield 2, repr(other)
    yield 2.5, "'x'"
    yield 2.5, "' '"
    yield 2.5, "'0'"
    if re.fullmatch(r"-?\d+", value):
        yield (0.8 if kind == "type" else 1.5), value.lstrip("0") or "0"
        yield 1.5, repr(value + ".5")
        yield 2, repr("-" + value)
        yield 2, repr(value[:-1] + ",5")
    yield 3, "0"
    yield 3.5, "[]"
    yield 3, repr(value.encode("utf-8"))


def substituted(value, words):
    """A text, or one word of it, replaced by a word that the program or the log knows."""
    tokens = [m.span() for m in re.finditer(r"[^\s,;:=/|&?]+", value)][:6]
    cores = [c for c in (m.span() for m in list(re.finditer(r"\w[\w.-]*", value))[:6]) if c not in tokens]  # a mark before or behind stays
    for number, word in enumerate(words):
        yield 1.6 + 0.02 * number, repr(word)
        for start, end in (tokens if len(tokens) > 1 else []) + cores:
            yield 1.5 + 0.02 * number, repr(value[:start] + word + value[end:])


def fields(value):
    for separator in SEPARATORS:
        if separator not in value:
            continue
        held = value.split(separator)
        yield 1.1, repr(value.replace(separator, "", 1))
        yield 1.2, repr(separator.join(held[:-1]))
        yield 1.2, repr(separator.join(held + [held[-1] or "x"]))
        yield 1.3, repr(separator.join(held[1:]))
        yield 1.4, repr(value.replace(separator, separator * 2, 1))
        for n in range(min(len(held), 12)):
            yield 1.4, repr(separator.join(held[:n] + [""] + held[n + 1:]))
            if 0 < n:
                yield 1.5, repr(separator.join(held[:n] + held[n + 1:]))
                yield 1.6, repr(separator.join(held[:n]) + separator)
        if separator == "\n":
            yield from lines(held)


def lines(held):
    """One line of a text changed within."""
    for n, line in enumerate(held[:30]):
        yield 1.6, repr("\n".join(held[:n] + [line, line] + held[n + 1:]))
        for separator in SEPARATORS[:-1]:
            if separator in line:
                inner = line.split(separator)
                for changed in (inner[:-1], inner + ["x"], inner[:-1] + [""], inner[1:]):
                    yield 1.7, repr("\n".join(held[:n] + [separator.join(changed)] + held[n + 1:]))


def data(value, kind):
    if value:
        yield 1.5, "b''"
        yield (0.8 if kind == "text" else 1.8), repr(value[:-1])
    yield (0.6 if kind == "text" else 1.8), repr(value + b"\xe4")
    yield (0.6 if kind == "text" else 1.8), repr(value + b"\xc3")
    yield 2, repr(b"\xff\xfe" + value)
    for separator in (b":", b"=", b",", b" ", b"\n"):
        if separator in value:
            held = value.split(separator)
            yield 1.5, repr(separator.join(held[:-1]))
            yield 1.5, repr(separator.join(held + [held[-1]]))
    try:
        latin = value.decode("utf-8").encode("latin-1")
        if latin != value:
            yield 0.7, repr(latin)
    except ValueError:
        pass


def structural(text, part, kind):
    """A part's children dropped or repeated."""
    node = part.node
    cost = 0.6 if kind in ("missing", "empty", "index", "zero", "unpack") else 1.4
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        spans = [span(text, e) for e in node.elts]
        for n in range(min(len(spans), 20)):
            rest = [inner(text, s) for m, s in enumerate(spans) if m != n]
            yield cost + 0.02 * n, splice(text, part.start, part.end, rebuilt(node, rest))
            again = [inner(text, s) for s in spans[:n + 1]] + [inner(text, s) for s in spans[n:]]
            yield cost + 0.6, splice(text, part.start, part.end, rebuilt(node, again))
        if len(spans) > 1:
            yield cost + 1, splice(text, part.start, part.end, rebuilt(node, [inner(text, s) for s in reversed(spans)]))
    elif isinstance(node, ast.Dict):
        pairs = [(span(text, k), span(text, v)) for k, v in zip(node.keys, node.values) if k is not None]
        written = ["%s: %s" % (inner(text, k), inner(text, v)) for k, v in pairs]
        for n in range(min(len(pairs), 20)):
            yield cost, splice(text, part.start, part.end, "{%s}" % ", ".join(written[:n] + written[n + 1:]))
    elif isinstance(node, ast.Call):
        args = [inner(text, span(text, a)) for a in node.args]
        keywords = ["%s=%s" % (k.arg, inner(text, span(text, k.value))) for k in node.keywords if k.arg]
        callee = inner(text, span(text, node.func))
        for n in range(len(keywords)):
            yield cost + 0.2, splice(text, part.start, part.end, "%s(%s)" % (callee, ", ".join(args + keywords[:n] + keywords[n + 1:])))
        if args and not keywords:
            yield cost + 0.3, splice(text, part.start, part.end, "%s(%s)" % (callee, ", ".join(args[:-1])))


def rebuilt(node, items):
    if isinstance(node, ast.Tuple):
        return "(%s%s)" % (", ".join(items), "," if len(items) == 1 else "")
    if isinstance(node, ast.Set):
        return "{%s}" % ", ".join(items) if items else "set()"
    return "[%s]" % ", ".join(items)


def span(text, node):
    lines = [0]
    for line in text.encode("utf-8").split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    return lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset


def inner(text, where):
    return text.encode("utf-8")[where[0]:where[1]].decode("utf-8")


def smaller(text, used, mentioned):
    """Yields simpler forms of an expression, the boldest first. What the code may read stays: keys that its source names, arguments of
    constructors, the first line of a text, and what another part of the drive mentions. An input that lacks them would fail for another reason once the fault is mended."""
    for part in parts(text):
        node, source = part.node, splice_out(text, part)
        for candidate in plain_forms(node, source):
            if candidate != source:
                yield splice(text, part.start, part.end, candidate)
        if isinstance(node, (ast.List, ast.Set)) and len(node.elts) > 1:  # nothing at all is another case than a little
            spans = [span(text, e) for e in node.elts]
            for n, element in enumerate(node.elts):
                if not any(isinstance(c, ast.Constant) and isinstance(c.value, str) and c.value in mentioned for c in values_in(element)):
                    yield splice(text, part.start, part.end, rebuilt(node, [inner(text, s) for m, s in enumerate(spans) if m != n]))
        elif isinstance(node, ast.Dict):
            yield from fewer_keys(text, part, used | mentioned)


def values_in(node):
    """The literals in an element, the keys of dictionaries left out: those are the form, not the content."""
    keys = {id(k) for n in ast.walk(node) if isinstance(n, ast.Dict) for k in n.keys}
    return [n for n in ast.walk(node) if id(n) not in keys]


def fewer_keys(text, part, used):
    pairs = [(k, inner(text, span(text, k)), inner(text, span(text, v))) for k, v in zip(part.node.keys, part.node.values) if k is not None]
    for n, (key, _, _) in enumerate(pairs if len(pairs) > 1 else ()):
        if not (isinstance(key, ast.Constant) and str(key.value) in used):
            rest = ["%s: %s" % (k, v) for m, (_, k, v) in enumerate(pairs) if m != n]
            yield splice(text, part.start, part.end, "{%s}" % ", ".join(rest))


def plain_forms(node, source):
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(node, (ast.List, ast.Set)) and len(node.elts) > 3 and node.lineno == node.end_lineno:
        base = node.col_offset
        texts = [source.encode("utf-8")[e.col_offset - base:e.end_col_offset - base].decode("utf-8") for e in node.elts]
        yield rebuilt(node, texts[:len(texts) // 2])
        yield rebuilt(node, texts[len(texts) // 2:])
    if isinstance(value, str) and "\n" in value.rstrip("\n"):
        yield from shorter(value)
    elif isinstance(value, bytes) and b"\n" in value.rstrip(b"\n"):
        held = value.splitlines(True)
        for n in range(1, len(held)):
            yield repr(b"".join(held[:n] + held[n + 1:]))


def shorter(value):
    """A text with lines left out; the first one may be a heading."""
    held = value.splitlines(True)
    size = len(held) - 1
    while size >= 1:
        for start in range(1, len(held), size):
            yield repr("".join(held[:start] + held[start + size:]))
        size //= 2
