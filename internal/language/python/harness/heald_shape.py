"""What the code does with a name says what it must be: the keys it reads, the attributes, the operations."""
import ast

import heald_texts

STRING = {"split", "strip", "lower", "upper", "startswith", "endswith", "encode", "rsplit", "splitlines", "lstrip", "rstrip",
          "partition", "rpartition", "replace", "title", "isdigit", "format", "casefold", "removeprefix", "removesuffix", "find"}
BYTES = {"decode", "hex"}
MAPPING = {"items", "keys", "values", "get", "setdefault"}
SEQUENCE = {"append", "extend", "sort", "reverse", "insert"}


COPIES = {"dict": "dict", "list": "iterable", "tuple": "iterable", "sorted": "iterable", "iter": "iterable"}


class Shape:
    """What is known of one value."""

    def __init__(self):
        self.kinds, self.keys, self.attributes, self.indexes, self.constants, self.item = set(), {}, {}, set(), [], None
        self.passed = []  # (callee text, position or keyword)
        self.tables = []  # names of what it is looked up in
        self.texts = {}  # by form, what is read out of it
        self.marks = []  # texts that it is asked to begin with
        self.names = []  # that its members are given, in their order

    def key(self, name):
        return self.keys.setdefault(name, Shape())

    def attribute(self, name):
        return self.attributes.setdefault(name, Shape())

    def element(self):
        self.item = self.item or Shape()
        return self.item

    def known(self):
        return bool(self.kinds or self.keys or self.attributes or self.item or self.constants or self.tables or self.texts)


def stream(function):
    """The shape of what a function reads from its standard input, None when it reads nothing."""
    reader = Reader({}, Shape())
    for statement in function.body if isinstance(function.body, list) else [function.body]:
        reader.visit(statement)
    return reader.stream if reader.stream.known() else None


def shapes(function):
    """Shapes of a function's parameters, by name."""
    found = {}
    arguments = function.args
    for a in arguments.args + arguments.kwonlyargs + getattr(arguments, "posonlyargs", []):
        found[a.arg] = Shape()
    reader = Reader(found)
    for statement in function.body if isinstance(function.body, list) else [function.body]:
        reader.visit(statement)
    return found


class Reader(ast.NodeVisitor):
    """Walks a function's body in source order, following names that are taken out of parameters."""

    def __init__(self, held, stream=None):
        self.held, self.stream = dict(held), stream

    def shape(self, node):
        """The shape that an expression's value belongs to, or None."""
        if isinstance(node, ast.Await):
            return self.awaited(node.value)
        if self.stream is not None and is_stream(node):
            return self.stream
        if isinstance(node, ast.Name):
            return self.held.get(node.id)
        if isinstance(node, ast.Attribute):
            base = self.shape(node.value)
            return base.attribute(node.attr) if base is not None else None
        if isinstance(node, ast.Subscript):
            return self.subscript(node)
        if isinstance(node, ast.Call) and self.stream is not None and (getattr(node.func, "id", "") == "input" or taken(node) == "readline"):
            self.stream.kinds.add("iterable")
            return self.stream.element()
        if isinstance(node, ast.Call) and self.stream is not None and taken(node) in ("read", "readlines"):
            self.stream.kinds.add("iterable")
            return self.stream
        if isinstance(node, ast.Call):
            read = self.reading(node)
            if read is not None:
                return read
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self.method(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in COPIES and len(node.args) == 1:
            got = self.shape(node.args[0])
            if got is not None:
                got.kinds.add(COPIES[node.func.id])
            return got
        return None

    def awaited(self, node):
        got = self.shape(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            base = self.shape(node.func.value)
            if base is not None and ("queue" in base.kinds or node.func.attr in base.attributes):
                base.kinds.add("awaited")
        return got

    def reading(self, node):
        """The shape of what a call reads out of a text, or None."""
        form, source = heald_texts.reading(node) or (None, None)
        base = self.shape(source) if form else None
        if base is None:
            return None
        if form.startswith(("json", "split", "part", "time")) and form != "json file":
            base.kinds.add("str")
        if isinstance(node.func, ast.Attribute) and source is node.func.value:
            base.attributes.pop(node.func.attr, None)
        inner = base.texts.setdefault(form, Shape())
        if form.startswith(("lines", "table", "split", "part")) and not inner.kinds:
            inner.kinds.add("sequence")
        return inner

    def subscript(self, node):
        base = self.shape(node.value)
        if base is None:
            self.looked_up(node.slice, node.value)
            return None
        index = constant(node.slice)
        if isinstance(index, str):
            return base.key(index)
        if isinstance(node.slice, ast.Slice):
            base.kinds.add("sequence")
            return None
        if isinstance(index, int):
            base.indexes.add(index)
        base.kinds.add("sequence" if isinstance(index, int) else "container")
        return base.element()

    def looked_up(self, key, table):
        """Notes that a value is a key or a member of a table."""
        got, name = self.shape(getattr(key, "value", key) if key.__class__.__name__ == "Index" else key), getattr(table, "attr", getattr(table, "id", ""))
        if got is not None and name and name not in got.tables:
            got.tables.append(name)

    def method(self, node):
        base = self.shape(node.func.value)
        if base is None:
            if node.func.attr in ("get", "pop", "index") and node.args:
                self.looked_up(node.args[0], node.func.value)
            return None
        name = node.func.attr
        if name in ("get", "get_nowait") and not node.args:
            base.kinds.add("queue")
            return base.element()
        if name in ("get", "pop", "setdefault") and node.args and isinstance(constant(node.args[0]), str):
            base.kinds.add("dict")
            return base.key(constant(node.args[0]))
        if name in ("items", "values"):
            base.kinds.add("dict")
        for names, kind in ((STRING, "str"), (BYTES, "bytes"), (MAPPING, "dict"), (SEQUENCE, "sequence")):
            if name in names:
                base.kinds.add(kind)
                base.attributes.pop(name, None)
                self.marked(base, name, node.args)
                return base if name in heald_texts.KEEPING else None
        base.attribute(name).kinds.add("method")
        return None

    def marked(self, base, name, given):
        """Notes what a text is asked to begin with."""
        if name in ("startswith", "removeprefix") and given:
            texts = [constant(e) for e in given[0].elts] if isinstance(given[0], ast.Tuple) else [constant(given[0])]
            base.marks += [t for t in texts if isinstance(t, str) and t and t not in base.marks]

    def visit_Assign(self, node):
        self.visit(node.value)
        got = self.shape(node.value)
        for target in node.targets:
            self.bind(target, got)
            if isinstance(target, ast.Tuple) and got is not None:
                got.indexes.add(len(target.elts) - 1)

    def bind(self, target, got):
        if isinstance(target, ast.Name):
            if got is not None:
                self.held[target.id] = got
            else:
                self.held.pop(target.id, None)
        elif isinstance(target, (ast.Tuple, ast.List)):
            if got is not None and not got.names:
                got.names = [getattr(e, "id", "") for e in target.elts]
            for element in target.elts:
                self.bind(element, got.element() if got is not None else None)
        else:
            self.visit(target)

    def loop(self, node):
        source, pairs = node.iter, False
        if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and source.func.attr in ("items", "values", "keys"):
            pairs = source.func.attr
            source = source.func.value
        elif isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id in ("enumerate", "sorted", "reversed", "list", "iter", "set") and source.args:
            pairs = "enumerate" if source.func.id == "enumerate" else False
            source = source.args[0]
        got = self.shape(source)
        self.visit(node.iter)
        if got is None:
            return
        if pairs in ("items", "values", "keys"):
            got.kinds.add("dict")
            if isinstance(node.target, ast.Tuple) and len(node.target.elts) == 2 and pairs == "items":
                self.bind(node.target.elts[1], got.element())
            elif pairs == "values":
                self.bind(node.target, got.element())
            return
        got.kinds.add("iterable")
        target = node.target
        if pairs == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
            target = target.elts[1]
        self.bind(target, got.element())

    def visit_For(self, node):
        self.loop(node)
        for statement in node.body + node.orelse:
            self.visit(statement)

    visit_AsyncFor = visit_For

    def comprehension(self, node):
        for generator in node.generators:
            self.loop(generator)
            for condition in generator.ifs:
                self.visit(condition)
        for part in ("elt", "key", "value"):
            if hasattr(node, part):
                self.visit(getattr(node, part))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_Subscript(self, node):
        self.shape(node)
        self.generic_visit(node)

    visit_Attribute = visit_Await = visit_Subscript

    def visit_BinOp(self, node):
        left, right = self.shape(node.left), self.shape(node.right)
        for side, other in ((left, node.right), (right, node.left)):
            if side is None:
                continue
            text = isinstance(constant(other), str)
            if isinstance(node.op, ast.Mod) and side is right and isinstance(constant(node.left), str):
                continue
            side.kinds.add("str" if text else "number")
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        got = self.shape(node.value)
        if got is not None:
            got.kinds.add("number")
        self.generic_visit(node)

    def visit_Compare(self, node):
        got = self.shape(node.left)
        for op, other in zip(node.ops, node.comparators):
            value = constant(other)
            self.beginning(node.left, value)
            if got is not None and value is not None:
                got.constants.append(value)
                if isinstance(op, (ast.Lt, ast.Gt, ast.LtE, ast.GtE)):
                    got.kinds.add("number" if not isinstance(value, str) else "str")
            if isinstance(op, (ast.In, ast.NotIn)):
                inside = self.shape(other)
                if got is not None and isinstance(other, (ast.Tuple, ast.List, ast.Set)):
                    got.constants += [constant(e) for e in other.elts if constant(e) is not None]
                if inside is not None:
                    inside.kinds.add("container")
                elif got is not None:
                    self.looked_up(node.left, other)
        self.generic_visit(node)

    def beginning(self, node, value):
        """Notes a text that the first letters of another are compared with."""
        base = self.shape(node.value) if isinstance(node, ast.Subscript) and isinstance(value, str) and value else None
        first = node.slice if base is not None else None
        if isinstance(first, ast.Slice) and first.lower is None and constant(first.upper) == len(value) or first is not None and constant(first) == 0:
            base.kinds.add("str")
            base.marks += [value] if value not in base.marks else []

    def visit_Call(self, node):
        self.shape(node)
        called = self.held.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if called is not None:
            called.kinds.add("callable")
        if isinstance(node.func, ast.Name):
            self.builtin(node)
        self.applied(node)
        callee = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for number, argument in enumerate(node.args):
            got = self.shape(argument)
            if got is not None:
                got.passed.append((callee, number))
        for keyword in node.keywords:
            got = self.shape(keyword.value)
            if got is not None and keyword.arg:
                got.passed.append((callee, keyword.arg))
        for part in [node.func.value if isinstance(node.func, ast.Attribute) else node.func] + node.args + node.keywords:
            self.visit(part)  # the method itself was looked at above

    def applied(self, node):
        """Follows the members of something into the nameless function that is applied to each."""
        name = getattr(node.func, "id", "")
        if name in ("map", "filter") and len(node.args) == 2:
            function, source = node.args
        else:
            function = next((k.value for k in node.keywords if k.arg == "key"), None)
            source = node.args[0] if name in ("sorted", "min", "max") and node.args else None
        got = self.shape(source) if isinstance(function, ast.Lambda) and function.args.args and source is not None else None
        if got is None:
            return
        got.kinds.add("iterable")
        held, name = self.held, function.args.args[0].arg
        self.held = dict(held, **{name: got.element()})
        self.visit(function.body)
        self.held = held

    def builtin(self, node):
        kinds = {"len": "container", "sum": "iterable", "max": "iterable", "min": "iterable", "sorted": "iterable", "int": "text number",
                 "float": "text number", "open": "file", "round": "number", "abs": "number", "range": "number", "list": "iterable",
                 "enumerate": "iterable", "next": "iterator", "Decimal": "text number", "iter": "iterable", "any": "iterable", "all": "iterable"}
        kind = kinds.get(node.func.id)
        if kind and node.args:
            got = self.shape(node.args[0])
            if got is not None and not (kind == "iterable" and len(node.args) > 1):
                got.kinds.add(kind)


def is_stream(node):
    """sys.stdin, by either of its names."""
    return isinstance(node, ast.Name) and node.id == "stdin" or isinstance(node, ast.Attribute) and node.attr == "stdin" and getattr(node.value, "id", "") == "sys"


def taken(node):
    """The method by which a call takes something from the standard input, or empty."""
    return node.func.attr if isinstance(node.func, ast.Attribute) and is_stream(node.func.value) else ""


def constant(node):
    if node is None:
        return None
    if isinstance(node, ast.Constant):
        return node.value
    if node.__class__.__name__ == "Index":  # Python 3.8
        return constant(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(constant(node.operand), (int, float)):
        return -constant(node.operand)
    return None
