"""Texts that the code reads as something: JSON, fields between separators, the rows of a table. What is read out of them says what to write."""
import ast
import datetime
import json

JSON = {"json", "orjson", "ujson", "simplejson", "yaml"}
MOMENTS = (datetime.datetime(2024, 1, 15, 12, 0), datetime.datetime(2024, 2, 29, 23, 59, 59), datetime.datetime(2023, 12, 31, 0, 0))
KEEPING = {"strip", "lstrip", "rstrip", "lower", "upper", "casefold", "decode"}  # what they give reads like what they are given


def reading(node):
    """What a call reads as what: (form, the node of the text). None for any other call."""
    callee, first = node.func, node.args[0] if node.args else None
    name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
    holder = getattr(getattr(callee, "value", None), "id", "")
    if first is not None and name in ("loads", "safe_load") and (holder in JSON or not holder):
        return "json", first
    if first is not None and name == "load" and holder in JSON:
        return "json file", first
    if first is not None and name in ("DictReader", "reader") and holder in ("csv", ""):
        return "table" if name == "DictReader" else "lines ,", first
    if first is not None and name == "strptime" and len(node.args) == 2 and isinstance(getattr(node.args[1], "value", None), str):
        return "time " + node.args[1].value, first
    if first is not None and name == "fromisoformat":
        return "time " + ("%Y-%m-%d" if holder == "date" or getattr(callee.value, "attr", "") == "date" else "%Y-%m-%dT%H:%M:%S"), first
    if isinstance(callee, ast.Attribute) and name in ("split", "rsplit"):
        separator = getattr(first, "value", None) if first is not None else " "
        return ("split " + separator, callee.value) if isinstance(separator, str) and separator else None
    if isinstance(callee, ast.Attribute) and name in ("partition", "rpartition") and isinstance(getattr(first, "value", None), str) and first.value:
        return "part " + first.value, callee.value
    if isinstance(callee, ast.Attribute) and name == "splitlines":
        return "split \n", callee.value
    return None


def written(inputs, shape, name, depth, make):
    """Texts from which the code reads what it needs, as expressions that build them: a part of them can be varied. Make is the type of
    a value."""
    found = []
    for form, inner in shape.texts.items():
        kind, _, separator = form.partition(" ")
        if kind == "json":
            found += documents(inputs.of_shape(inner, name, depth + 1), shape, separator == "file", make)
        elif kind == "time":
            found += [make(repr(moment.strftime(separator)), "search", 1) for moment in MOMENTS]
        elif kind == "table":
            found += tables(inputs, inner, depth, make)
        elif kind == "part":
            found += fields(inputs, inner, separator, depth, make, 2)
        elif kind == "lines":
            found += [make("[%s]" % v.expr, v.origin, v.cost, v.imports, v.setup) for v in fields(inputs, inner.element(), separator, depth, make)]
        else:
            found += fields(inputs, inner, separator, depth, make)
    found.sort(key=lambda v: v.cost)
    return [make(v.expr, v.origin, min(v.cost, 1.2 + 0.15 * n), v.imports, v.setup) for n, v in enumerate(found)]


def documents(values, shape, as_file, make):
    form, imports = "json.dumps(%s)", ("import json",)
    if as_file:
        form, imports = "io.StringIO(json.dumps(%s))", ("import io", "import json")
    elif "bytes" in shape.kinds:
        form = "json.dumps(%s).encode()"
    return [make(form % v.expr, v.origin, v.cost + 0.3, tuple(v.imports) + imports, v.setup) for v in values[:8] if literal(v.expr) is not None]


def fields(inputs, inner, separator, depth, make, wide=0):
    """As many fields as are read, of the kind that is wanted; two of what is parted once."""
    parted, wide = wide, wide or (max(inner.indexes) + 1 if inner.indexes else 2)
    wanted = inputs.of_shape(inner.item, "", depth + 1) if inner.item is not None else []
    texts = [make(text, v.origin, v.cost, v.imports) for v, text in ((v, as_text(v.expr)) for v in wanted) if text is not None][:4]
    texts += [make("'a'", "search", 3), make("'1'", "search", 3.2)]
    found = [make("%r.join([%s])" % (separator, ", ".join([v.expr] * wide)), v.origin, v.cost + 0.3, v.imports) for v in texts]
    columns = [inputs.texts_called(name) for name in (inner.names[::2] if parted else inner.names[:wide]) if name]
    if len(columns) == wide and any(columns):
        for n in range(max(len(c) for c in columns)):
            cells = [c[min(n, len(c) - 1)] if c else "'a'" for c in columns]
            found.append(make("%r.join([%s])" % (separator, ", ".join(cells)), "search", 1 + 0.1 * n))
    for n in range(1, min(wide, 5)):
        found.append(make("%r.join([%s])" % (separator, ", ".join(["'a'"] * n + ["'1'"] * (wide - n))), "search", 3.4))
    return found


def tables(inputs, inner, depth, make):
    """Lines under a head that names the columns."""
    row = inner.element()
    if not row.keys:
        return []
    names, columns = list(row.keys), []
    for key in names:
        cells = [as_text(v.expr) for v in inputs.values_by_name(key, row.keys[key], depth + 1)]
        columns.append([c for c in cells if c is not None][:4] or ["'a'"])
    found = []
    for n in range(max(len(c) for c in columns)):
        cells = [c[min(n, len(c) - 1)] for c in columns]
        found.append(make("[%r, ','.join([%s])]" % (",".join(names), ", ".join(cells)), "search", 2.5 + 0.2 * n))
    return found


def literal(expression):
    try:
        return ast.literal_eval(expression)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def built(expression):
    """What an expression that builds a text, or lines of text, gives; None for any other."""
    if expression.startswith("io.StringIO(") and expression.endswith(")"):
        expression = expression[len("io.StringIO("):-1]
    if ".join([" not in expression and not expression.startswith("json.dumps("):
        return None
    try:
        return eval(expression, {"json": json, "__builtins__": {}})
    except Exception:
        return None


def as_text(expression):
    """An expression of the text that a value is written as, None for what no text stands for."""
    value = literal(expression)
    if value is None and (".join([" in expression or expression.startswith("json.dumps(")):
        return expression if isinstance(built(expression), str) else None
    return repr(str(value)) if isinstance(value, (str, int, float)) else None
