"""The words that production's error quotes and the program itself uses: an input has to fail with the very same. One that fails with another is
near: it is given what it lacks, or the right word in the place of the other."""
import ast
import re

import heald_inputs

FILLS = 4


def quoted(message):
    """The texts that a message puts in quotes."""
    return [a or b for a, b in re.findall(r"'([^'\n]*)'|\"([^\"\n]*)\"", message)]


def has(text, word):
    """Whether a text has a word, with no letter, digit or underscore on either side."""
    return word in text and re.search(r"(?<!\w)%s(?!\w)" % re.escape(word), text) is not None


def lacks(hit, insisted):
    """Whether an error does not quote a word that it has to."""
    held = quoted(hit["message"])
    return any(word not in held for word in insisted)


def nearer(search, drive, message):
    """Neighbours of a drive that failed with other words than production did."""
    wanted = search.insisted
    for other in [w for w in quoted(message) if w and w not in wanted]:
        for word in wanted:
            yield from renamed(drive, other, word)
        if search.inputs.lacking:
            yield from filled(search, drive, other)


def renamed(drive, other, word):
    """The drive with one word for another, wherever it is written."""
    pattern = re.compile(r"(?<![\w])%s(?![\w])" % re.escape(other))

    def turned(text):
        return pattern.sub(lambda m: word, text)
    made = dict(drive, args=[dict(a, expr=turned(a["expr"])) for a in drive.get("args") or []])
    made["setup"] = [turned(s) if " = " in s else s for s in drive.get("setup") or []]
    for part in ("receiver", "stdin"):
        if drive.get(part) and drive["kind"] != "handler":
            made[part] = turned(drive[part])
    if drive.get("argv"):
        made["argv"] = drive["argv"][:1] + [turned(a) for a in drive["argv"][1:]]
    if any((made.get(p) or []) != (drive.get(p) or []) for p in ("args", "setup", "receiver", "stdin", "argv")):
        yield -5, made


def filled(search, drive, key):
    """The drive with the key that it lacked, where there is room for one: production's crash came after it."""
    values = search.inputs.literals_called(key)[:FILLS]
    texts = [as_source(v) for v in values] or ["'a'"]
    for text in texts:
        for number, arg in enumerate(drive.get("args") or []):
            for changed in with_key(arg["expr"], key, text):
                made = dict(drive, args=[dict(a) for a in drive["args"]])
                made["args"][number]["expr"] = changed
                yield -4.5, made
        if takes_any(search, drive) and key.isidentifier() and all(a.get("name") != key for a in drive.get("args") or []):
            yield -4.8, dict(drive, args=(drive.get("args") or []) + [{"name": key, "expr": text, "from": "search"}])


def as_source(value):
    """A value of literals_called is the text of a constant, whose kind is not told."""
    return value.expr if re.fullmatch(r"-?\d+(\.\d+)?", value.expr) else repr(value.expr)


def with_key(text, key, value):
    """An expression with a key more in one of its dictionaries."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in [n for n in ast.walk(tree) if isinstance(n, ast.Dict)][:4]:
        if all(getattr(k, "value", None) != key for k in node.keys):
            node.keys.append(ast.Constant(key))
            node.values.append(ast.parse(value, mode="eval").body)
            yield source(tree)
            node.keys.pop()
            node.values.pop()


def source(tree):
    """A tree as source, on interpreters that can write it."""
    return ast.unparse(tree) if hasattr(ast, "unparse") else ""


def takes_any(search, drive):
    """Whether the driven function takes keywords that it does not name."""
    if drive["kind"] not in ("function", "method"):
        return False
    node = search.inputs.function_node(drive["path"], drive["function"])
    return node is not None and node.args.kwarg is not None
