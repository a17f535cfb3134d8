"""What speaks against an input that was made up: it is empty or null, or it is not what the code declares."""
import ast
import inspect
import typing

import heald_inputs
import heald_search

SHOWN = ("test", "call site", "fixture", "log")


def hollow(inputs, drive):
    """Something in it is null or empty: what a search tries first, and what a program seldom hands on. What was shown may be."""
    return any(empty(node) for text in invented(inputs, drive) for node in ast.walk(text))


def bare(drive):
    """Nobody was seen to write any part of it: types and names alone suggested it."""
    return bool(drive.get("bare")) and not any(a["from"] in SHOWN or a["from"] == "crash" for a in drive.get("args") or [])


def empty(node):
    if isinstance(node, (ast.List, ast.Tuple)):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    return isinstance(node, ast.Constant) and (node.value is None or node.value == "" or node.value == b"")


def invented(inputs, drive):
    """The parts of a drive that nobody was seen to write, parsed."""
    texts = [a["expr"] for a in drive.get("args") or [] if a["from"] not in SHOWN]
    if drive["kind"] == "method":
        texts.append(drive.get("receiver") or "")
    if texts or drive["kind"] != "function":
        texts += drive.get("setup") or []
    shown = {v.expr for values in inputs.by_class.values() for v in values if v.origin in SHOWN}
    return [tree for tree in (parsed(t) for t in texts if t not in shown) if tree is not None]


def parsed(text):
    try:
        return ast.parse(text.strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def contrary(search, drive):
    """Something in it is of another type than the parameter that takes it declares."""
    if drive["kind"] not in ("function", "method"):
        return False
    target = search.target({"file": drive["path"], "function": drive["function"], "name": drive["function"].rsplit(".", 1)[-1], "line": 0})
    if target is not None and against(heald_search.parameters_of(target), hints(target["found"]),
                                      [(a.get("name"), parsed(a["expr"])) for a in drive.get("args") or [] if a["from"] not in SHOWN]):
        return True
    kinds = {k.__name__: k for k in heald_inputs.classes(search.lab.root)}
    return any(misbuilt(kinds, node) for text in invented(search.inputs, drive) for node in ast.walk(text) if isinstance(node, ast.Call))


def hints(found):
    return heald_inputs.hints_of(inspect.unwrap(getattr(found, "__func__", found)))


def misbuilt(kinds, call):
    """A constructor of the tree that is given what it does not declare."""
    kind = kinds.get(getattr(call.func, "id", None))
    if kind is None or any(isinstance(a, ast.Starred) for a in call.args):
        return False
    try:
        parameters = list(inspect.signature(kind).parameters.values())
    except (TypeError, ValueError):
        return False
    return against(parameters, heald_inputs.hints_of(kind), [("", a) for a in call.args] + [(k.arg, k.value) for k in call.keywords])


def against(parameters, declared, given):
    """Whether one of the given values is not what is declared for it."""
    for number, (name, node) in enumerate(given):
        parameter = next((p for p in parameters if p.name == name), None) if name else parameters[number] if number < len(parameters) else None
        if node is None or parameter is None or parameter.name not in declared:
            continue
        node = node.body[0].value if isinstance(node, ast.Module) and node.body and isinstance(node.body[0], ast.Expr) else node
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            continue
        if not (value is None and parameter.default is None) and not fits(declared[parameter.name], value):
            return True
    return False


def fits(hint, value):
    """Whether a literal may stand where a type is declared; what cannot be told may."""
    hint = getattr(hint, "__supertype__", hint)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union or type(hint).__name__ == "UnionType":
        return any(fits(a, value) for a in args)
    if origin is typing.Literal:
        return value in args
    if hint is None:
        return value is None
    if hint is float and type(value) is int:
        return True
    kind = origin or hint
    if kind in (list, set, tuple, dict) and args and isinstance(value, kind):
        return all(fits(a, v) for a, v in members(kind, args, value))
    if not inspect.isclass(kind) or kind is object or getattr(kind, "_is_protocol", False):
        return True
    try:
        return isinstance(value, kind)
    except TypeError:
        return True


def members(kind, args, value):
    if kind is dict:
        return [(a, v) for pair in value.items() for a, v in zip(args, pair)]
    if kind is tuple and args[-1] is not Ellipsis:
        return list(zip(args, value))
    return [(args[0], v) for v in value]
