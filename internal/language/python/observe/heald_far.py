"""How far an input is from what is known of its values: 0 for one like those that tests, callers and the incident give or that the
code declares, 1 for one of the right type but unlike them (another sign, no key of the table, a shorter row), 2 for another type."""
import ast
import json
import os
import re

import heald_shape

NAMES = {"int": ("int",), "float": ("float", "int"), "complex": ("float", "int"), "str": ("str",), "bytes": ("bytes",), "bool": ("bool",), "None": ("None",),
         "list": ("list",), "List": ("list",), "Sequence": ("list", "tuple"), "Iterable": ("list", "tuple", "set", "dict"), "Collection": ("list", "tuple", "set", "dict"),
         "tuple": ("tuple",), "Tuple": ("tuple",), "dict": ("dict",), "Dict": ("dict",), "Mapping": ("dict",), "MutableMapping": ("dict",),
         "set": ("set",), "Set": ("set",), "frozenset": ("set",), "Decimal": ("call:Decimal",)}
OPEN = "anything"


class Form:
    """What is known of the values at one place."""

    def __init__(self):
        self.kinds, self.numbers, self.texts, self.lengths = {}, set(), [], set()
        self.item, self.keys, self.always, self.parts, self.row, self.declared = None, {}, None, {}, False, False

    def part(self, table, name):
        return table.setdefault(name, Form())

    def learn(self, node):
        kind = kind_of(node)
        self.kinds[kind] = True
        value = constant(node)
        if kind in ("int", "float"):
            self.numbers.add(value)
        elif kind == "str":
            self.texts.append(value)
            if structure(value) is not None:
                self.part(self.parts, "json").learn(structure(value))
        elif kind in ("list", "tuple", "set"):
            self.lengths.add(len(node.elts))
            self.item = self.item or Form()
            for element in node.elts:
                self.item.learn(element)
        elif kind == "dict":
            names = [key_of(k) for k in node.keys]
            self.always = set(names) if self.always is None else self.always & set(names)
            for name, held in zip(names, node.values):
                self.part(self.keys, name).learn(held)
        elif isinstance(node, ast.Call):
            for name, held in arguments(node):
                self.part(self.parts, (kind, name)).learn(held)

    def declare(self, node):
        """Takes an annotation in. One that is not understood allows anything."""
        for kind in declared(node):
            self.kinds[kind] = True
        self.declared = True
        if isinstance(node, ast.Subscript) and last(node.value) in ("list", "List", "Sequence", "Iterable", "set", "Set"):
            self.item = self.item or Form()
            self.item.declare(node.slice)

    def far(self, node, tables, inside=False):
        kind = kind_of(node)
        if OPEN in self.kinds:
            return 0
        if kind not in self.kinds:
            return self.stranger(kind)
        value = constant(node)
        if kind in ("int", "float"):
            return self.far_number(value)
        if kind == "str":
            return self.far_text(value, tables)
        if kind in ("list", "tuple", "set"):
            return self.far_items(node, tables, kind, inside)
        if kind == "dict":
            return self.far_keys(node, tables)
        if isinstance(node, ast.Call):
            return max([self.parts[(kind, n)].far(v, tables, True) for n, v in arguments(node) if (kind, n) in self.parts] or [0])
        return 0

    def stranger(self, kind):
        """Another type than any known. A whole number stands for a fraction; a fraction where only whole ones were seen is unlike them."""
        if kind == "int" and "float" in self.kinds:
            return 0
        if kind == "float" and "int" in self.kinds and not self.declared:
            return 1
        if set(self.kinds) == {"None"} and not self.declared:  # null alone does not say what is meant to be there
            return 1
        return 2 if self.kinds else 0

    def far_number(self, value):
        """Where several numbers are seen and none is below zero, none is meant to be. Whole numbers count something: two say so."""
        if value >= 0 or not self.numbers or min(self.numbers) < 0:
            return 0
        return 2 if len(self.numbers) > (1 if set(self.kinds) == {"int"} else 2) else 1

    def far_text(self, text, tables):
        if "json" in self.parts:
            held = structure(text)
            return 1 if held is None else self.parts["json"].far(held, tables)
        if not self.texts or text in self.texts:
            return 0
        among = [t for t in tables if set(self.texts) <= t]
        if among:
            return int(not any(text in t for t in among))
        if not text.strip():
            return int(all(t.strip() for t in self.texts))
        seen = set(line for t in self.texts for line in lines(t))
        return int("a" not in seen and any(line not in seen for line in lines(text)))

    def far_items(self, node, tables, kind, inside):
        length = len(node.elts)
        if kind == "tuple" and self.lengths and length not in self.lengths:
            return 2 if len(self.lengths) == 1 else 1
        far = int((inside or self.row) and bool(self.lengths) and (length < min(self.lengths) or self.row and length not in self.lengths))
        return max([far] + [self.item.far(e, tables, True) for e in node.elts if self.item and self.item.kinds])

    def far_keys(self, node, tables):
        names = [key_of(k) for k in node.keys]
        far = int(bool((self.always or set()) - set(names)))
        for name, held in zip(names, node.values):
            if name in self.keys:
                far = max(far, self.keys[name].far(held, tables, True))
            elif self.keys:
                far = max(far, min(f.far(held, tables, True) for f in self.keys.values()))
        return far


def kind_of(node):
    value = constant(node)
    if value is not None or isinstance(node, ast.Constant):
        return "None" if value is None else type(value).__name__
    if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
        return type(node).__name__.lower()
    if isinstance(node, ast.Call):
        name = last(node.func)
        aware = name in ("datetime", "time") and (len(node.args) > 7 or any(k.arg == "tzinfo" for k in node.keywords))
        return "set" if name == "set" and not node.args else "call:" + name + " aware" * aware
    if isinstance(node, ast.BinOp):
        return "int"
    return "of:" + last(node.value) if isinstance(node, ast.Attribute) else "other"


def constant(node):
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(constant(node.operand), (int, float)):
        return -constant(node.operand)
    if isinstance(node, ast.BinOp):  # 10**18
        return 1
    return node.value if isinstance(node, ast.Constant) else None


def key_of(node):
    return repr(constant(node)) if node is not None and constant(node) is not None else ast.dump(node) if node is not None else "**"


def last(node):
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def arguments(call):
    return list(enumerate(call.args)) + [(k.arg, k.value) for k in call.keywords]


def structure(text):
    """The value that a text of JSON holds, as a syntax tree."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return ast.parse(repr(json.loads(text)), mode="eval").body
    except (ValueError, SyntaxError, RecursionError):
        return None


def lines(text):
    """The rough shape of each line: words are one, digits are one, what separates them stays. Plain words are all alike."""
    found = []
    for line in text.split("\n")[:200]:
        rough = re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", line.strip()))
        found.append("a" if re.fullmatch(r"[a ']*", rough) and rough else rough)
    return found if len(found) > 1 else found[:1]


def declared(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return declared(ast.parse(node.value, mode="eval").body)
        except SyntaxError:
            return (OPEN,)
    if isinstance(node, ast.Constant):
        return ("None",) if node.value is None else (OPEN,)
    if isinstance(node, ast.BinOp):
        return declared(node.left) + declared(node.right)
    if isinstance(node, ast.Subscript) and last(node.value) in ("Optional", "Union"):
        inner = node.slice.value if node.slice.__class__.__name__ == "Index" else node.slice
        found = [k for part in (inner.elts if isinstance(inner, ast.Tuple) else [inner]) for k in declared(part)]
        return tuple(found + (["None"] if last(node.value) == "Optional" else []))
    name = last(node)
    if name in ("Any", "object", "") or name not in NAMES and len(name) == 1:
        return (OPEN,)
    return NAMES.get(name, ("call:" + name, "call:%s aware" % name, "of:" + name))


class Known:
    """What seeds and source say of each place of a drive."""

    def __init__(self, root, seeds, files):
        self.root, self.forms, self.trees, self.nodes, self.own = root, {}, {}, {}, {}
        self.tables = [t for path in sorted(set(files)) for t in tables(self.tree(path))]
        for seed in seeds:
            self.meet(seed)

    def meet(self, drive):
        """Takes a call in that was seen to work."""
        for place, node in self.places(drive):
            self.form(drive, place).learn(node)

    def tree(self, path):
        if path not in self.trees:
            try:
                with open(os.path.join(self.root, path), "rb") as source:
                    self.trees[path] = ast.parse(source.read())
            except (OSError, SyntaxError, ValueError, RecursionError):
                self.trees[path] = ast.Module(body=[], type_ignores=[])
        return self.trees[path]

    def form(self, drive, place):
        key = (drive.get("kind"), drive.get("path"), drive.get("function"), place)
        if key not in self.forms:
            self.forms[key] = Form()
            function = self.function(drive)
            if function is not None and place[0] == "arg":
                self.read(function, place[1], self.forms[key])
        return self.forms[key]

    @staticmethod
    def read(function, name, form):
        for held in every(function):
            if held.arg == name:
                if held.annotation is not None:
                    form.declare(held.annotation)
                shape = heald_shape.shapes(function).get(name)
                form.row = shape is not None and bool(shape.indexes)

    def function(self, drive):
        name = (drive.get("function") or "").split(".")
        node = self.tree(drive.get("path") or "")
        for part in name:
            node = next((n for n in node.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and n.name == part), None)
            if node is None:
                return None
        return node if not isinstance(node, ast.ClassDef) else None

    def places(self, drive):
        """Each value of a drive with the name of its place."""
        function = self.function(drive)
        names = [a.arg for a in every(function)] if function is not None else []
        if names and drive.get("kind") == "method" and names[0] in ("self", "cls"):
            names = names[1:]
        found = []
        for number, arg in enumerate(drive.get("args") or []):
            name = arg.get("name") or (names[number] if number < len(names) else number)
            found.append((("arg", name), arg["expr"]))
        if drive.get("receiver"):
            found.append((("receiver",), drive["receiver"]))
        for statement in drive.get("setup") or []:
            target, equals, value = statement.partition(" = ")
            if equals and "\n" not in statement:
                found.append((("setup", target), value))
        for table in ("argv", "env", "files"):
            held = drive.get(table) or {}
            found += [((table, at), repr(text)) for at, text in (enumerate(held) if isinstance(held, list) else sorted(held.items()))]
        return [(place, node) for place, node in ((p, self.node(text)) for p, text in found) if node is not None]

    def node(self, text):
        if text not in self.nodes:
            try:
                self.nodes[text] = ast.parse(text.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError):
                self.nodes[text] = None
        return self.nodes[text]

    def far(self, drive):
        return max([self.form(drive, place).far(node, self.tables) for place, node in self.places(drive)] or [0])


def every(function):
    held = function.args
    return list(getattr(held, "posonlyargs", [])) + held.args + held.kwonlyargs


def tables(tree):
    """The words of constant tables: keys of dictionaries, members of collections and values of enumerations."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            words = [constant(k) for k in node.keys if k is not None]
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            words = [constant(e) for e in node.elts]
        elif isinstance(node, ast.ClassDef) and any("Enum" in last(b) for b in node.bases):
            words = [constant(s.value) for s in node.body if isinstance(s, ast.Assign)]
        else:
            continue
        words = set(w for w in words if isinstance(w, str))
        if len(words) > 1:
            found.append(words)
    return found
