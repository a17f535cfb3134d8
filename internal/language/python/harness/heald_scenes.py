"""Existing tests as scenes: what a test sets up, with its fixtures, its decorations and the peers that it plays, is a way to the code that
nothing else shows. A scene is a drive of the kind "scene": a test's statements without what they assert, run among the names of its file.

    for drive in scenes(lab, tests):          each test that can be run so, unchanged
        for cost, other in varied(drive, ...)  its neighbours: one literal in one statement changed, one argument left out"""
import ast
import copy
import json
import os
import re

import heald_fixtures
import heald_mutate

SCENES, ALL, STATEMENTS, LITERALS = 40, 400, 40, 60
REFUSING = ("raises", "assertRaises", "warns", "deprecated_call")
PLAIN = ("len", "isinstance", "sorted", "list", "set", "dict", "tuple", "str", "int", "float", "any", "all", "sum", "type", "repr", "hasattr", "getattr")


def scenes(lab, tests, requests=()):
    """Drives of the tests of these files that take no more than fixtures which can be made; those that name what crashed come first."""
    names = {s["name"] for s in lab.sites} | {r["path"].partition("?")[0].rstrip("/") for r in requests} - {""}
    found = sorted(every(lab, tests), key=lambda drive: not any(named(name, drive) for name in names))
    yield from found[:SCENES]


def named(name, drive):
    return any(re.search(r"(?<!\w)%s(?!\w)" % re.escape(name), statement) for statement in drive["setup"])


def every(lab, tests):
    if not hasattr(ast, "unparse"):  # before 3.9
        return
    count = 0
    for path in sorted(tests):
        at = os.path.relpath(os.path.abspath(path), lab.root).replace(os.sep, "/")
        try:
            with open(path, "rb") as source:
                tree = ast.parse(source.read())
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        for function in tests_of(tree):
            made = scene(lab, at, function)
            if made and count < ALL:
                count += 1
                yield made


def tests_of(tree):
    """The test functions of a file, with those of its classes that need no more of their object than what their set-up puts there."""
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.decorator_list:
            methods = {m.name: m for m in node.body if isinstance(m, (ast.FunctionDef, ast.AsyncFunctionDef))}
            before = methods.get("setUp") or methods.get("setup_method")
            for name, method in methods.items():
                free = unbound(before, method) if name.startswith("test") else None
                if free is not None:
                    yield free


def unbound(before, method):
    """A method as a function: its set-up comes first, and what its object holds are variables. None where it wants more of the object."""
    parts = [m for m in (before, method) if m is not None]
    if any(len(m.args.args) != 1 or m.args.vararg or m.args.kwarg or m.args.kwonlyargs for m in parts) or isinstance(before, ast.AsyncFunctionDef):
        return None
    if before is not None and before.decorator_list:
        return None
    made = copy.deepcopy(method)
    made.args.args = []
    body = []
    for m in parts:
        freed = Freed(m.args.args[0].arg)
        body += [freed.visit(copy.deepcopy(s)) for s in m.body]
        taken = {n.id for s in m.body for n in ast.walk(s) if isinstance(n, ast.Name)}
        if any(not one_thing(m, freed.name, name) for name in freed.held & taken):
            return None  # two things of one name
    made.body = body
    stored = {n.id for s in body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and hasattr(n, "held")}
    wanted = [n for s in body for n in ast.walk(s) if hasattr(n, "held") and n.id not in stored]
    lone = [n for s in body for n in ast.walk(s) if isinstance(n, ast.Name) and n.id in ("self", "super")]
    return None if wanted or lone else made


def one_thing(method, receiver, name):
    """Whether what an object holds under a name is the variable of that name: self.conf = conf, and neither is given anything else."""
    variables, attributes = 0, 0
    for statement in (n for s in method.body for n in ast.walk(s) if isinstance(n, ast.stmt)):
        for node in ast.walk(statement):
            if isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Store) and getattr(node.value, "id", "") == receiver:
                same = isinstance(statement, ast.Assign) and statement.targets == [node] and getattr(statement.value, "id", "") == name
                if not same:
                    return False
                attributes += 1
            variables += isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    return attributes == 1 and variables == 1


class Freed(ast.NodeTransformer):
    """Makes variables of what an object holds, and plain assertions of its own."""

    def __init__(self, name):
        self.name, self.held = name, set()

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if not isinstance(node.value, ast.Name) or node.value.id != self.name:
            return node
        self.held.add(node.attr)
        made = ast.copy_location(ast.Name(id=node.attr, ctx=node.ctx), node)
        made.held = True
        return made

    def visit_Expr(self, node):
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == self.name:
            if call.func.attr.startswith("assert") and call.func.attr not in REFUSING + ("assertRaisesRegex", "assertWarns") and call.args:
                asked = ast.Compare(left=call.args[0], ops=[ast.Eq() for _ in call.args[1:2]], comparators=call.args[1:2])
                node = ast.copy_location(ast.Assert(test=ast.copy_location(asked, node), msg=None), node)
        return self.generic_visit(node)


def scene(lab, path, function):
    """One test as a drive, or None where it cannot be run outside of its framework."""
    names = [a.arg for a in function.args.args]
    if not function.name.startswith("test") or function.args.vararg or function.args.kwarg or function.args.kwonlyargs or function.args.defaults:
        return None
    decorators = ["@" + ast.unparse(d) for d in function.decorator_list]
    if any(word in d for d in decorators for word in ("parametrize", "skip", "xfail", "given(")):
        return None
    body = quiet(function.body)
    if not body or len(body) > STATEMENTS:
        return None
    site = next((s for s in lab.sites if s["name"] != "<module>"), lab.sites[0])
    drive = {"kind": "scene", "module": "", "path": site["file"], "function": site.get("function") or site["name"], "args": [], "imports": [],
             "setup": decorators + unused(body), "fixtures": names, "conftest": path, "evidence": "test"}
    if isinstance(function, ast.AsyncFunctionDef):
        drive["async"] = True
    return drive


def quiet(body):
    """The statements of a test without what they assert; None where an error is what it wants."""
    found = []
    for number, statement in enumerate(body):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Assert):
            asked = acting(statement.test)
            found += [ast.copy_location(ast.Expr(asked), statement)] if asked is not None else []
            continue
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(statement, field, None)
            if isinstance(inner, list) and inner and not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                kept = quiet(inner)
                if kept is None:
                    return None
                setattr(statement, field, kept or [ast.copy_location(ast.Pass(), statement)])
        for item in getattr(statement, "items", ()):
            if any(getattr(n, "attr", getattr(n, "id", "")) in REFUSING for n in ast.walk(item.context_expr)):
                return None
        found.append(statement)
    return found


def acting(test):
    """What an assertion does before it looks at the result: a call, or None."""
    sides = [test.left] + test.comparators if isinstance(test, ast.Compare) else [test]
    for side in sides:
        while isinstance(side, (ast.Attribute, ast.Subscript, ast.UnaryOp)):
            side = getattr(side, "value", None) or side.operand
        if isinstance(side, ast.Call) and getattr(side.func, "id", "") in PLAIN:
            side = next((a for a in side.args if any(isinstance(n, ast.Call) for n in ast.walk(a))), None)
        if side is not None and any(isinstance(n, ast.Call) for n in ast.walk(side)):
            return side
    return None


def unused(body):
    """The statements as text; what is given a name that nothing reads any more is not."""
    read = {n.id for s in body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    found = []
    for s in body:
        if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name) and s.targets[0].id not in read:
            s = ast.copy_location(ast.Expr(s.value), s)
        found.append(ast.unparse(s))
    return found


# --- running one ------------------------------------------------------------------------------------------------

def names_of(root, drive):
    """The names that the test's file gives to its tests."""
    return dict(vars(heald_fixtures.load(root, drive["conftest"])))


def function(drive, space):
    """The scene as a function of its fixtures."""
    decorators, body = split(drive["setup"])
    lines = decorators + ["%sdef heald_scene(%s):" % ("async " if drive.get("async") else "", ", ".join(drive.get("fixtures") or []))]
    lines += ["    " + line for statement in body for line in statement.split("\n")]
    exec(compile("\n".join(lines + ["    pass"]), "<drive>", "exec"), space)
    made = space["heald_scene"]
    return lambda: made(**{name: space[name] for name in drive.get("fixtures") or []})


def split(setup):
    return [s for s in setup if s.startswith("@")], [s for s in setup if not s.startswith("@")]


# --- neighbours -------------------------------------------------------------------------------------------------

def varied(drive, change):
    """Neighbours of a scene. Change gives (cost, text) for the text of one literal or call."""
    for number, statement in enumerate(drive["setup"]):
        if statement.startswith("@"):
            continue
        for text, start, end in literals(statement):
            for cost, other in change(text):
                made = heald_mutate.splice(statement, start, end, other)
                if made != statement:
                    yield cost, dict(drive, setup=drive["setup"][:number] + [made] + drive["setup"][number + 1:])


def repeated(drive):
    """Neighbours in which one step is taken twice: what a service holds is another the second time."""
    for number, statement in enumerate(drive["setup"]):
        try:
            step = ast.parse(statement).body
        except (SyntaxError, ValueError, RecursionError):
            continue
        if not statement.startswith("@") and len(step) == 1 and isinstance(step[0], ast.Expr) and isinstance(step[0].value, ast.Call):
            yield 0.4 - 0.001 * number, dict(drive, setup=drive["setup"][:number + 1] + [statement] + drive["setup"][number + 1:])


def carrying(drive, requests):
    """Neighbours that send what a request is known to have carried, where the scene sends a document of its own to that path."""
    for request in requests:
        try:
            body = repr(json.loads(request.get("body") or ""))
        except ValueError:
            continue
        path = request["path"].partition("?")[0]
        for cost, made in varied(drive, lambda text, body=body: [(0.3, body)] if text[:1] in "[{" else []):
            changed = next((n for n, (a, b) in enumerate(zip(drive["setup"], made["setup"])) if a != b), None)
            if changed is not None and named(path, {"setup": [drive["setup"][changed]]}):
                yield cost, made


def literals(statement):
    """The outermost literals of a statement and the calls that have keywords, with their spans in bytes."""
    try:
        tree = ast.parse(statement)
    except (SyntaxError, ValueError, RecursionError):
        return []
    starts, found, body = [0], [], statement.encode("utf-8")
    for line in body.split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)

    def look(node):
        literal = isinstance(node, (ast.Dict, ast.List, ast.Tuple, ast.Set)) or isinstance(node, ast.Constant) and node.value is not None
        named = isinstance(node, ast.Call) and node.keywords and isinstance(node.func, ast.Name) and node.func.id[:1].isupper()
        if (literal or named) and len(found) < LITERALS and not isinstance(getattr(node, "ctx", None), ast.Store):
            start, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
            found.append((body[start:end].decode("utf-8"), start, end))
            return
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.JoinedStr):
                look(child)
    look(tree)
    return found
