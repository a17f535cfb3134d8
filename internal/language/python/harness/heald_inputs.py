"""Plausible arguments for a function: what tests gave it, what the log says, call sites, annotations, defaults and uses."""
import ast
import collections.abc
import dataclasses
import enum
import heapq
import inspect
import itertools
import os
import re
import sys
import typing

import heald_drive
import heald_express
import heald_shape
import heald_texts

DEPTH = 4


class Value:
    """One expression, with what it needs, where it came from and how implausible it is."""

    __slots__ = ("expr", "imports", "setup", "origin", "cost")

    def __init__(self, expr, origin, cost, imports=(), setup=()):
        self.expr, self.origin, self.cost, self.imports, self.setup = expr, origin, cost, tuple(imports), tuple(setup)


OUTSIDE = r"open\(|\bargv\b|\bstdin\b|\binput\("  # what is there only where the program runs
STREAM = {"readline", "readexactly", "readuntil"}
SUSPECTED = {"none": "None", "zero": "0", "empty": "[]"}


class Inputs:
    """Builds arguments from evidence. Fields are names and texts of the log, words its bare texts."""

    def __init__(self, lab, evidence, wrong=None, lacking=""):
        self.lab = lab
        self.wrong, self.lacking = wrong or {}, lacking
        self.fields = evidence.get("fields") or {}
        self.words = evidence.get("words") or []
        self.data = evidence.get("data") or []
        self.fixtures = bool(evidence.get("fixtures"))  # a test may be written that asks for fixtures
        self.recorded = {}
        self.by_name, self.by_class = {}, {}
        self.sources = {}
        self.building = []
        self.held = []  # values that a caller is to hand in
        self.calls = None
        self.dicts = None

    def suspected(self, name, function=""):
        """The value that broke in production, where its name is known. What the trace says of a parameter itself is not made up."""
        text = SUSPECTED.get(self.wrong.get("kind"))
        if not text or name not in (self.wrong.get("names") or ()):
            return []
        said = function and self.wrong.get("expression") == name and self.lab.sites[-1]["name"] == function and not self.rebound(name)
        return [Value(text, "crash" if said and text != "[]" else "search", 1.6)]

    def rebound(self, name):
        """Whether the function that crashed gives the name another value."""
        site = self.lab.sites[-1]
        node = self.function_node(site["file"], site.get("function") or site["name"], site["line"])
        return node is None or any(isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in ast.walk(node))

    # --- what tests showed ---

    def learn(self, records):
        for record in records:
            for name, value in sorted((record.get("values") or {}).items()):
                self.add(self.by_name, name, Value(value["expr"], "test", 2, value["imports"], value["setup"]))
            drive = record.get("drive")
            if drive is None:
                continue
            self.recorded.setdefault(record["key"], []).append(drive)
            names = self.parameter_names(drive)
            for number, arg in enumerate(drive["args"]):
                name = arg.get("name") or (names[number] if number < len(names) else "")
                value = Value(arg["expr"], arg["from"], 2, drive["imports"], drive["setup"])
                if name:
                    self.add(self.by_name, name, value)
                self.note_object(value)
            if drive.get("receiver"):
                self.note_object(Value(drive["receiver"], "test", 1, drive["imports"], drive["setup"]),
                                 drive["function"].rsplit(".", 1)[0])

    def add(self, table, key, value):
        held = table.setdefault(key, [])
        if len(held) < 12 and all(v.expr != value.expr or v.setup != value.setup for v in held):
            held.append(value)

    def note_object(self, value, kind=None):
        found = re.match(r"(?:\w+\.)*([A-Z]\w*)\(", value.expr)
        name = kind or (found.group(1) if found else None)
        if name:
            self.add(self.by_class, name.rsplit(".", 1)[-1], value)
        for inner, text in constructed(value.expr):
            self.add(self.by_class, inner, Value(text, value.origin, value.cost, value.imports, value.setup))

    def parameter_names(self, drive):
        node = self.function_node(drive["path"], drive["function"])
        if node is None:
            return []
        names = [a.arg for a in getattr(node.args, "posonlyargs", []) + node.args.args]
        return names[1:] if drive["kind"] == "method" and names else names

    # --- source ---

    def tree(self, path):
        if path not in self.sources:
            try:
                with open(os.path.join(self.lab.root, path), "rb") as source:
                    self.sources[path] = ast.parse(source.read())
            except (OSError, SyntaxError, ValueError):
                self.sources[path] = None
        return self.sources[path]

    def function_node(self, path, qualified, line=0):
        """The definition of that name, preferring the one around the line."""
        tree = self.tree(path)
        if tree is None:
            return None
        last, best = qualified.rsplit(".", 1)[-1], None
        for node, name in definitions(tree):
            if node.name == last and (name == qualified or best is None or node.lineno <= line <= getattr(node, "end_lineno", 0)):
                best = node
                if name == qualified and (not line or node.lineno <= line <= getattr(node, "end_lineno", line)):
                    return node
        return best

    def call_sites(self, name):
        """Calls by the last name of what is called: (path, call)."""
        if self.calls is None:
            self.calls = {}
            for path in python_files(self.lab.root):
                tree = self.tree(path)
                for node in ast.walk(tree) if tree else ():
                    if isinstance(node, ast.Call):
                        called = getattr(node.func, "attr", getattr(node.func, "id", None))
                        self.calls.setdefault(called, []).append((path, node))
        return self.calls.get(name, [])

    def literal_arguments(self, function, position, name, depth=0):
        found = []
        for path, call in self.call_sites(function)[:40]:
            node = next((k.value for k in call.keywords if k.arg == name), None)
            if node is None and isinstance(position, int) and position < len(call.args):
                node = call.args[position]
            closed = self.closed(path, node) if node is not None else None
            if closed is not None:
                test = os.path.basename(path).startswith("test_") or "tests/" in path
                found.append(Value(closed[0], "test" if test else "call site", 1, closed[1]))
            elif isinstance(node, ast.Name) and depth < 2:
                found += self.handed_on(path, call, node.id, depth + 1)
        return unique(found)

    def handed_on(self, path, call, name, depth):
        """What the callers give a function that hands a parameter of its own on, unchanged, at a call."""
        for node, qualified in definitions(self.tree(path)):
            names = [a.arg for a in getattr(node.args, "posonlyargs", []) + node.args.args]
            inside = node.lineno <= call.lineno <= getattr(node, "end_lineno", 0)
            if not inside or name not in names or any(isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in ast.walk(node)):
                continue
            names = names[1:] if names[0] in ("self", "cls") else names
            owner = qualified.split(".")[-2:][0] if node.name == "__init__" else node.name
            return self.literal_arguments(owner, names.index(name) if name in names else None, name, depth)
        return []

    def literals_called(self, name):
        """Texts and numbers that the repository itself puts where something of that name goes: keys, keywords, parameters, columns."""
        found = [Value(str(sample[name]), "fixture", 1) for sample in self.sample_data() if type(sample.get(name)) in (str, int, float)]
        for path in python_files(self.lab.root):
            tree = self.tree(path)
            for node in ast.walk(tree) if tree else ():
                pairs = zip(node.keys, node.values) if isinstance(node, ast.Dict) else [(node, node.value)] if isinstance(node, ast.keyword) else ()
                for key, value in pairs:
                    if getattr(key, "arg", getattr(key, "value", None)) == name and type(getattr(value, "value", None)) in (str, int, float):
                        found.append(Value(str(value.value), "call site", 0.8))
        for kind in classes(self.lab.root):
            position = parameter_position(kind, name)
            for _, call in self.call_sites(kind.__name__)[:20] if position is not None else ():
                held = call.args[position] if position < len(call.args) else None
                if type(getattr(held, "value", None)) in (str, int, float):
                    found.append(Value(str(held.value), "call site", 0.9))
        return unique(found)[:12]

    def closed(self, path, node):
        """An expression that stands by itself: literals, and names that can be imported from where it is written. Its text and imports."""
        text = literal(node)
        if text is not None:
            return text, []
        if any(isinstance(n, (ast.Lambda, ast.Await, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp, ast.Starred)) for n in ast.walk(node)):
            return None
        imports = []
        for name in sorted({n.id for n in ast.walk(node) if isinstance(n, ast.Name)}):
            if name in dir(__builtins__) or name in __builtins__ if isinstance(__builtins__, dict) else hasattr(__builtins__, name):
                continue
            statement = self.where_from(path, name)
            if statement is None:
                return None
            imports.append(statement)
        with open(os.path.join(self.lab.root, path), encoding="utf-8", errors="replace") as source:
            text = ast.get_source_segment(source.read(), node)
        return (" ".join(text.split()), imports) if text and len(text) < 400 and not re.search(OUTSIDE, text) else None

    def where_from(self, path, name):
        """The import statement that brings a name of a file's top level, or None."""
        tree = self.tree(path)
        module = heald_express.module_name(path, self.lab.import_roots)
        for node in tree.body if tree else ():
            if isinstance(node, ast.Import):
                for a in node.names:
                    if (a.asname or a.name.split(".")[0]) == name:
                        return "import %s%s" % (a.name, " as " + a.asname if a.asname else "")
            elif isinstance(node, ast.ImportFrom):
                for a in node.names:
                    if (a.asname or a.name) == name:
                        return "from %s import %s%s" % (absolute(module, path, node), a.name, " as " + a.asname if a.asname else "")
            elif bound(node) == name and not os.path.basename(path).startswith(("test_", "conftest")) and not module.endswith("__main__"):
                return "from %s import %s" % (module, name)
        return None

    # --- values ---

    def for_parameter(self, function, parameter, position, shape, hint, bound):
        """Values for one parameter, most plausible first."""
        name, found = parameter.name, []
        if name in self.fields:
            found += [Value(text, "log", 0) for field in self.fields[name] for text in typed(field, hint, shape)]
        found += self.literal_arguments(function, position, name)
        if is_path(hint):
            found += self.paths(name)
        if hint is not None:
            found += self.of_type(hint, 0, shape)
        if hint in (int, float):
            found += self.bounds(hint)
        found += self.suspected(name, function)
        found += [Value(v.expr, v.origin, v.cost + (1 if hint is not None else 0), v.imports, v.setup) for v in self.by_name.get(name, ())]
        if hint is None or not found:
            found += self.of_shape(shape, name, 0)
        if parameter.default is not parameter.empty:
            found.append(Value("", "annotation", 1.5))
        found += self.looked_up(shape) + self.guesses(name, shape, hint)
        return unique(sorted(found, key=lambda v: v.cost))[:24]

    def texts_called(self, name):
        """Texts that may stand for a thing of that name, as source: what tests and the log gave it."""
        found = [heald_texts.as_text(v.expr) for v in self.by_name.get(name, [])[:4]] + [repr(f) for f in self.fields.get(name, [])[:2]]
        return [t for t in found if t is not None]

    def looked_up(self, shape):
        """Keys of the module-level tables that a value is looked up in, by the function itself or by one that it hands it to."""
        names = self.table_names(shape, 0)
        return [Value(key, "fixture", 1 + 0.1 * number) for name in names[:4] for number, key in enumerate(keys_of(self.lab.root, name))]

    def table_names(self, shape, depth):
        found = list(shape.tables)
        for callee, position in shape.passed[:4] if depth < 2 else ():
            for _, node in self.named(callee)[:2]:
                inner = heald_shape.shapes(node).get(argument_name(node, position))
                found += [n for n in (self.table_names(inner, depth + 1) if inner is not None else ()) if n not in found]
        return found

    def guesses(self, name, shape, hint):
        """Last resorts: file names for paths, words of the log for texts."""
        found = []
        if re.search(r"path|file|source|name$|folder|dir", name) and not is_path(hint):
            other = "fixture" if shape is not None and "file" in shape.kinds else "search"  # what is opened is a file
            found += [Value(repr(path), "log" if path in self.words else other, 2.5 if path in self.words else 4) for path in self.data[:12]]
        if hint is str or (shape and "str" in shape.kinds) or hint is None:
            found += [Value(repr(word), "log", 4) for word in self.words[:10]]
        if hint is int or hint is None:
            found += [Value(str(int(word)), "log", 3) for word in self.words[:20] if re.fullmatch(r"\d{1,15}", word)]
        if hint is str or (shape and "str" in shape.kinds) or hint is None:
            found += [Value(repr(word), "fixture", 4.5) for word in data_words(self)[:6]]
        if hint is None:
            found += [Value(text, "search", 5) for text in ("None", "0", "1", "''", "[]", "{}")]
        return found

    def of_type(self, hint, depth, shape=None):
        """Values of an annotated type."""
        if depth > DEPTH:
            return []
        if isinstance(hint, str) or isinstance(hint, typing.TypeVar) or hint in (typing.Any, object, inspect.Parameter.empty):
            return self.of_shape(shape, "", depth)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Union or type(hint).__name__ == "UnionType":
            args = sorted(args, key=lambda a: a is type(None))
            return [v for a in args for v in (self.of_type(a, depth, shape)[:8])]
        if origin is typing.Literal:
            return [Value(repr(a), "annotation", 1) for a in args]
        if getattr(hint, "__supertype__", None):
            return self.of_type(hint.__supertype__, depth, shape)
        if origin is not None and type(hint).__name__ == "_AnnotatedAlias":
            return self.of_type(args[0], depth, shape)
        made = self.generic(origin, args, depth, shape) if args else []
        if made:  # what is declared of its members says more than its kind
            return self.used_as(origin, shape, depth) + made
        simple = self.plain(origin or hint, shape)
        if simple:
            return self.used_as(hint, shape, depth) + simple
        if origin is not None:
            return self.generic(origin, args, depth, shape)
        if inspect.isclass(hint):
            return self.of_class(hint, depth, shape)
        return self.of_shape(shape, "", depth)

    def used_as(self, kind, shape, depth):
        """Values of a plain type that fit what the code does with them: the text that is read as JSON, the keys that are asked for."""
        if shape is None or depth > DEPTH:
            return []
        if kind in (str, bytes):
            return heald_texts.written(self, shape, "", depth, Value) + (self.begun(shape) if kind is str else [])
        return self.of_shape(shape, "", depth)[:8] if kind in (dict, list) and (shape.keys or shape.item) else []

    def plain(self, kind, shape):
        constants = [Value(repr(c), "search", 2) for c in (shape.constants if shape else ()) if type(c) is kind]
        texts = PLAIN.get((getattr(kind, "__module__", ""), getattr(kind, "__name__", "")))
        if texts is None:
            return []
        imports = ["import " + kind.__module__] if kind.__module__ in ("datetime", "decimal", "pathlib", "uuid", "fractions") else []
        if kind.__name__ == "Path":
            constants = self.paths()
        return constants[:6] + [Value(t, "annotation", 1.5 + 0.2 * n, imports) for n, t in enumerate(texts)]

    def paths(self, name=""):
        """Paths of the repository's data, as code that declares a path wants them: files first, unless the name speaks of a folder."""
        files = sorted(self.data[:40], key=lambda p: p not in self.words and os.path.basename(p) not in self.words)[:6]
        folders = sorted({os.path.dirname(p) for p in self.data if "/" in p})[:4]
        shown = folders + files if re.search(r"folder|dir|root", name) else files + folders
        return [Value("pathlib.Path(%r)" % p, "fixture", 1.1 + 0.1 * n, ["import pathlib"]) for n, p in enumerate(shown)]

    def bounds(self, kind):
        """The least and the greatest numbers of the sample data's columns: what is at the edge there may be at an edge of the code."""
        columns = {}
        for sample in self.sample_data()[:200]:
            for name, value in sample.items():
                number = value if type(value) in (int, float) else as_number(value) if isinstance(value, str) else None
                if number is not None:
                    columns.setdefault(name, []).append(number)
        edges = [edge for held in list(columns.values())[:8] for edge in (max(held), min(held))]
        texts = dict.fromkeys(repr(kind(edge)) for edge in edges if kind is float or edge == int(edge))
        return [Value(text, "fixture", 1.9 + 0.1 * n) for n, text in enumerate(texts)][:12]

    def generic(self, origin, args, depth, shape):
        item = shape.item if shape else None
        name = getattr(origin, "__name__", "")
        if name in ("dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"):
            return self.mapping_of(args, depth, shape)
        if name == "tuple" and args and args[-1] is not Ellipsis:
            columns = [self.of_type(a, depth + 1)[:3] for a in args]
            return combined(columns, lambda parts: "(%s,)" % ", ".join(parts)) if all(columns) else []
        if name in ("list", "tuple", "set", "frozenset", "Sequence", "Iterable", "Iterator", "Collection", "MutableSequence", "deque", "Set",
                    "AbstractSet", "Generator"):
            inner = self.of_type(args[0], depth + 1, item)[:6] if args else self.of_shape(item, "", depth + 1)[:4]
            shapes = {"tuple": ("(%s,)", "()"), "set": ("{%s}", "set()"), "frozenset": ("frozenset({%s})", "frozenset()"), "Set": ("{%s}", "set()"),
                      "Iterator": ("iter([%s])", "iter([])"), "AbstractSet": ("{%s}", "set()"), "Generator": ("iter([%s])", "iter([])")}
            return sequences(inner, *shapes.get(name, ("[%s]", "[]")))
        if name == "Callable":
            return [Value("lambda *args, **kwargs: None", "annotation", 3), Value("lambda value: value", "annotation", 3)]
        if name == "type" and args and inspect.isclass(args[0]):
            return self.class_names(args[0])
        return []

    def mapping_of(self, args, depth, shape):
        found = self.of_shape(shape, "", depth) if shape and shape.keys else []
        keys = self.of_type(args[0], depth + 1)[:2] if args else []
        values = self.of_type(args[1], depth + 1, shape.item if shape else None)[:3] if len(args) > 1 else []
        return found + combined([keys, values], lambda p: "{%s: %s}" % tuple(p)) + [Value("{}", "annotation", 2)]

    def class_names(self, kind):
        return [Value(k.__name__, "annotation", 2, ["from %s import %s" % (k.__module__, k.__name__)]) for k in subclasses(kind)]

    def of_class(self, kind, depth, shape=None):
        """Objects of a class: as tests made them, else through the constructor."""
        if issubclass(kind, enum.Enum):
            x = importing(kind)
            return [Value("%s.%s" % (kind.__name__, m.name), "annotation", 1 + 0.1 * n, x) for n, m in enumerate(list(kind)[:8])]
        if kind in self.building or depth > DEPTH:
            return []
        if kind.__module__ == "builtins" or not heald_express.in_tree(kind, self.lab.root):
            return self.protocol(kind, depth, shape)
        found = list(self.by_class.get(kind.__name__, ()))[:5]
        found += self.alternative(kind, depth)
        for concrete in subclasses(kind)[:4]:
            if is_abstract(concrete):
                continue
            self.building.append(kind)
            try:
                found += self.construct(concrete, depth, shape)
            finally:
                self.building.pop()
        return found

    def alternative(self, kind, depth):
        """Class methods that make objects: load, parse, from_…"""
        found = []
        for name, held in sorted(vars(kind).items()):
            node = self.function_node(self.file_of(kind), kind.__name__ + "." + name) if isinstance(held, classmethod) else None
            if node is None or depth > 1 or not re.match(r"load|parse|from|read|open|create|make|build|new", name):
                continue
            shapes, hints, columns = heald_shape.shapes(node), hints_of(held.__func__), []
            for number, p in enumerate(inspect.signature(getattr(kind, name)).parameters.values()):
                if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
                    columns.append(self.for_parameter(name, p, number, shapes.get(p.name), hints.get(p.name), None)[:6])
            made = combined(columns, lambda parts: "%s.%s(%s)" % (kind.__name__, name, ", ".join(parts)), 8)
            found += [Value(v.expr, v.origin, v.cost + 0.5, tuple(v.imports) + tuple(importing(kind)), v.setup) for v in made]
        return found

    def file_of(self, kind):
        return heald_drive.relative(getattr(sys.modules.get(kind.__module__), "__file__", ""), self.lab.root) or ""

    def protocol(self, kind, depth, shape):
        texts = FILES.get(kind.__name__) if kind.__module__ in ("typing", "io", "_io") else None
        if texts:
            return [Value(t, "annotation", 2, ["import io"]) for t in texts]
        return []

    def construct(self, kind, depth, shape=None):
        """Constructor calls: the plainest values for every parameter, then variations of one."""
        if is_typed_dict(kind):
            return self.typed_dict(kind, depth, shape)
        if getattr(kind, "_is_protocol", False):
            return []
        try:
            signature = inspect.signature(kind)
        except (TypeError, ValueError):
            return [Value(kind.__name__ + "()", "annotation", 2, importing(kind))]
        hints, read = hints_of(kind), self.constructor_shapes(kind)
        columns = []
        for number, p in enumerate(signature.parameters.values()):
            if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
                continue
            inner = (shape.attributes.get(p.name) or shape.attributes.get("_" + p.name) if shape else None) or read.get(p.name)
            values = [v for v in self.values_for_field(kind.__name__, p, number, inner, hints.get(p.name), depth)]
            if not values:
                return []
            named = p.kind is p.KEYWORD_ONLY or len(signature.parameters) > 2 or p.default is not p.empty
            columns.append([Value("%s=%s" % (p.name, v.expr) if named and v.expr else v.expr, v.origin, v.cost, v.imports, v.setup) for v in values[:5]])
        made = combined(columns, lambda parts: "%s(%s)" % (kind.__name__, ", ".join(p for p in parts if p)))
        return [Value(v.expr, v.origin, v.cost + 0.5, tuple(v.imports) + tuple(importing(kind)), v.setup) for v in made]

    def values_for_field(self, function, parameter, position, shape, hint, depth):
        found = []
        if parameter.default is not parameter.empty:
            found.append(Value("", "annotation", 0.5))
        found += self.literal_arguments(function, position, parameter.name)[:3]
        found += self.by_name.get(parameter.name, [])[:3]
        if parameter.name in self.fields:
            found += [Value(t, "log", 0.5) for f in self.fields[parameter.name] for t in typed(f, hint, shape)]
        found += self.of_type(hint, depth + 1, shape) if hint is not None else self.of_shape(shape, parameter.name, depth + 1)
        if hint is None and not found:
            found += [Value("1", "search", 4), Value("'x'", "search", 4)]
        return unique(sorted(found, key=lambda v: v.cost))

    def constructor_shapes(self, kind):
        init = vars(kind).get("__init__")
        if init is None or not hasattr(init, "__code__"):
            return {}
        path = heald_drive.relative(init.__code__.co_filename, self.lab.root)
        node = self.function_node(path, kind.__name__ + ".__init__") if path else None
        return heald_shape.shapes(node) if node is not None else {}

    def typed_dict(self, kind, depth, shape):
        columns = [[Value("%r: %s" % (n, v.expr), v.origin, v.cost, v.imports) for v in self.of_type(t, depth + 1)[:3]]
                   for n, t in hints_of(kind).items()]
        return combined(columns, lambda parts: "{%s}" % ", ".join(parts)) if all(columns) else []

    # --- by use ---

    def of_shape(self, shape, name, depth):
        """Values that fit what the code does with them."""
        if shape is None or depth > DEPTH:
            return []
        found = [Value(repr(c), "search", 2) for c in shape.constants[:6]]
        named = self.by_class_name(name, shape, depth)
        if named:
            return found + named
        if "queue" in shape.kinds:
            return self.queues(shape, name or "jobs", depth)
        if "awaited" in shape.kinds and (set(shape.attributes) & STREAM or "write" in shape.attributes):
            return self.streams(shape, name or "stream")
        if "callable" in shape.kinds:
            found += [Value("lambda *args, **kwargs: None", "search", 3)]
        found += heald_texts.written(self, shape, name, depth, Value) + self.begun(shape)
        if shape.keys:
            found += self.samples(shape) + self.dictionary(shape, depth)
        elif "dict" in shape.kinds:
            found += self.table(shape, depth)
        if shape.attributes:
            found += self.by_attributes(shape, depth)
        for kind in KINDS:
            if kind in shape.kinds:
                found += [Value(t, "search", 3 + 0.2 * n) for n, t in enumerate(KINDS[kind])]
        if not shape.keys and "dict" not in shape.kinds and (shape.item is not None or shape.kinds & {"iterable", "sequence", "container", "iterator"}):
            found += self.items_of(shape, depth)
        found += self.through_callee(shape, depth)
        return unique(sorted(found, key=lambda v: v.cost))

    def begun(self, shape):
        """Texts that begin as the code asks, and go on with a word of the log or of the program's tables."""
        words = [(w, "log") for w in self.words[:16] if re.match(r"\w", w)] + [(w, "search") for w in (constants(self)[:8] if shape.marks else [])]
        return [Value(repr(mark + word), origin, 1 + 0.05 * n + 0.4 * m) for m, mark in enumerate(shape.marks[:4])
                for n, (word, origin) in enumerate(words + [("a", "search"), ("", "search")])]

    def queues(self, shape, name, depth):
        """A queue that holds one or two items."""
        module = "asyncio" if "awaited" in shape.kinds else "queue"
        variable = "jobs" if name == module else name
        items = self.of_shape(shape.item, "", depth + 1)[:6] or [Value("1", "search", 3), Value("'a'", "search", 3)]
        return [Value(variable, v.origin, v.cost + 0.3, tuple(v.imports) + ("import " + module,),
                      tuple(v.setup) + ("%s = %s.Queue()" % (variable, module), "%s.put_nowait(%s)" % (variable, v.expr))) for v in items]

    def streams(self, shape, name):
        """The two ends of a connection: what came in and then its end, and what takes whatever is written."""
        if not set(shape.attributes) & STREAM:
            return [Value("mock.MagicMock(drain=mock.AsyncMock(), wait_closed=mock.AsyncMock())", "annotation", 1, ["from unittest import mock"])]
        lines = [w + "\n" for w in self.words[:12]] + ["a\n", "\n", "a b\n", "1\n", ""]
        return [Value(name, "log" if n < len(lines) - 5 else "search", 1 + 0.1 * n, ["import asyncio"],
                      ["%s = asyncio.StreamReader()" % name, "%s.feed_data(%r)" % (name, line.encode()), "%s.feed_eof()" % name]) for n, line in enumerate(lines)]

    def by_class_name(self, name, shape, depth):
        """A parameter is often called like the class it wants."""
        wanted = name.replace("_", "").lower()
        if len(wanted) < 3 or shape.keys:
            return []
        found = [k for k in classes(self.lab.root) if k.__name__.lower() == wanted and set(shape.attributes) <= members(k)]
        return [v for k in found[:2] for v in self.of_class(k, depth, shape)[:6]]

    def samples(self, shape):
        """Dictionaries of the repository's sample data that have the keys, or all but one."""
        wanted, found = set(shape.keys), []
        for sample in self.sample_data():
            lacking = len(wanted - set(sample))
            if lacking == 0 or (lacking == 1 and len(wanted) > 2):
                found.append(Value(repr(sample), "fixture", 0.8 + lacking))
        return unique(found)[:8]

    def sample_data(self):
        if self.dicts is None:
            self.dicts = []
            for path in self.data[:60]:
                for value in read_data(path):
                    collect_dicts(value, self.dicts, 0)
            for _, value in tables(self.lab.root):
                for row in value.values() if isinstance(value, dict) else value:
                    if is_literal(row):
                        collect_dicts(row, self.dicts, 0)
        return self.dicts

    def dictionary(self, shape, depth):
        columns = []
        for key, inner in shape.keys.items():
            values = self.values_by_name(key, inner, depth + 1)
            columns.append([Value("%r: %s" % (key, v.expr), v.origin, v.cost, v.imports, v.setup) for v in values[:4]])
        made = combined(columns, lambda parts: "{%s}" % ", ".join(parts))
        if self.lacking in shape.keys:  # production's had no such key
            rest = [c for key, c in zip(shape.keys, columns) if key != self.lacking]
            made += [Value(v.expr, "crash", v.cost + 0.5, v.imports, v.setup) for v in combined(rest, lambda parts: "{%s}" % ", ".join(parts), 2)]
        return made

    def values_by_name(self, name, shape, depth):
        found = [Value(t, "log", 0.5) for f in self.fields.get(name, ()) for t in typed(f, None, shape)]
        found += self.by_name.get(name, [])[:3] + self.of_shape(shape, name, depth) + self.suspected(name)
        return unique(sorted(found, key=lambda v: v.cost)) or [Value("1", "search", 3), Value("'x'", "search", 3), Value("None", "search", 5)]

    def table(self, shape, depth):
        inner = self.of_shape(shape.item, "", depth + 1)[:3] or [Value("1", "search", 3), Value("'x'", "search", 3)]
        return combined([inner], lambda p: "{'a': %s}" % p[0]) + [Value("{}", "search", 3)]

    def items_of(self, shape, depth):
        known = shape.item is not None and shape.item.known()
        inner = ([] if known else self.held) + self.of_shape(shape.item, "", depth + 1)[:4] or [Value("1", "search", 3), Value("'a'", "search", 3)]
        found = sequences(inner, "[%s]", "[]")
        if shape.indexes:
            wide = max(list(shape.indexes) + [0]) + 1
            found += [Value("[%s]" % ", ".join([v.expr] * wide), v.origin, v.cost + 0.5, v.imports, v.setup) for v in inner[:2]]
        if "iterator" in shape.kinds:
            found = [Value("iter(%s)" % v.expr, v.origin, v.cost, v.imports, v.setup) for v in found]
        return found

    def by_attributes(self, shape, depth):
        """Objects of the program's own classes that have the attributes; a plain namespace only when none has."""
        wanted, found = set(shape.attributes), []
        for kind in classes(self.lab.root):
            held = members(kind)
            if wanted <= held or (len(wanted) > 2 and len(wanted & held) >= len(wanted) - 1):
                found += self.of_class(kind, depth, shape)[:6]
        if found:
            return [Value(v.expr, "search", v.cost, v.imports, v.setup) for v in found]  # that it is of this class is a guess
        columns = []
        for name, inner in shape.attributes.items():
            if "method" in inner.kinds:
                values = [Value("lambda *args, **kwargs: None", "search", 5)]
            else:
                values = self.values_by_name(name, inner, depth + 1)
            columns.append([Value("%s=%s" % (name, v.expr), v.origin, v.cost + 3, v.imports, v.setup) for v in values[:3]])
        made = combined(columns, lambda parts: "types.SimpleNamespace(%s)" % ", ".join(parts))
        return [Value(v.expr, v.origin, v.cost, tuple(v.imports) + ("import types",), v.setup) for v in made]

    def through_callee(self, shape, depth):
        """What the functions that get the value do with it."""
        found = []
        for callee, position in shape.passed[:4]:
            for path, node in self.named(callee)[:2]:
                name = argument_name(node, position)
                inner = heald_shape.shapes(node).get(name)
                if inner is not None and inner.known():
                    annotation = next((a.annotation for a in node.args.args + node.args.kwonlyargs if a.arg == name), None)
                    found += self.annotated(path, annotation, depth + 1) or self.of_shape(inner, name, depth + 1)
        return [Value(v.expr, v.origin, v.cost + 0.3, v.imports, v.setup) for v in found]

    def annotated(self, path, annotation, depth):
        module = sys.modules.get(heald_express.module_name(path, self.lab.import_roots))
        if annotation is None or module is None:
            return []
        try:
            return self.of_type(eval(compile(ast.Expression(annotation), "<annotation>", "eval"), vars(module)), depth)
        except BaseException:
            return []

    def named(self, name):
        found = []
        for path in python_files(self.lab.root):
            if "test" in path:
                continue
            tree = self.tree(path)
            found += [(path, node) for node, _ in definitions(tree) if node.name == name] if tree else []
        return found


def constructed(text):
    """Names of classes and the calls that make their objects, inside an expression."""
    tree = parsed(text) if "(" in text else None
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and n is not tree] if tree is not None else []
    named = [(getattr(c.func, "attr", getattr(c.func, "id", "")), ast.get_source_segment(text, c)) for c in calls[:20]]
    return [(name, inner) for name, inner in named if inner and name[:1].isupper()]


def is_path(hint):
    """Whether a path object is declared, and no text."""
    if typing.get_origin(hint) is typing.Union or type(hint).__name__ == "UnionType":
        kinds = typing.get_args(hint)
        return str not in kinds and any(is_path(k) for k in kinds)
    return inspect.isclass(hint) and hint.__module__.startswith("pathlib") and hint.__name__ in ("Path", "PosixPath", "PurePath")


def as_number(text):
    """The number that a text is, or None."""
    return float(text) if re.fullmatch(r"-?\d{1,12}(\.\d{1,9})?", text) else None


def parameter_position(kind, name):
    try:
        return list(inspect.signature(kind).parameters).index(name)
    except (TypeError, ValueError):
        return None


def argument_name(node, position):
    """The parameter of a definition that an argument goes to."""
    names = [a.arg for a in node.args.args if a.arg not in ("self", "cls")]
    return position if isinstance(position, str) else (names[position] if position < len(names) else None)


def tables(root):
    """Names and values of the module-level tables of the tree's imported modules."""
    found = []
    for module, held in sorted(sys.modules.items()):
        path = getattr(held, "__file__", None)
        if not path or heald_drive.relative(path, root) is None or "test" in os.path.basename(path):
            continue
        found += [(name, value) for name, value in list(vars(held).items())
                  if type(value) in (dict, list, tuple, set, frozenset) and not name.startswith("__") and len(value) < 500]
    return found


def keys_of(root, name):
    """Keys or members of the module-level tables of that name, as source."""
    found = []
    for held, value in tables(root):
        keys = list(value) if held == name else []
        if isinstance(value, (set, frozenset)):
            keys = sorted(keys, key=repr)
        found += [repr(k) for k in keys[:8] if is_literal(k) and repr(k) not in found]
    return found[:12]


def is_literal(value):
    text = repr(value)
    return len(text) < 2000 and literal(parsed(text)) is not None


def parsed(text):
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def read_data(path):
    """The values in a sample data file: JSON, JSON lines or CSV."""
    import csv
    import json
    try:
        if os.path.getsize(path) > 200000:
            return []
        with open(path, encoding="utf-8", newline="") as source:
            if path.endswith(".csv"):
                return [dict(r) for r in itertools.islice(csv.DictReader(source), 50) if None not in r]
            if path.endswith((".jsonl", ".ndjson")):
                return [json.loads(line) for line in itertools.islice(source, 200) if line.strip()]
            return [json.load(source)] if path.endswith(".json") else []
    except (OSError, ValueError):
        return []


def collect_dicts(value, found, depth):
    if depth > 6 or len(found) > 300:
        return
    if isinstance(value, dict) and len(repr(value)) < 2000:
        found.append(value)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        collect_dicts(inner, found, depth + 1)


KINDS = {"number": ("1", "0", "2", "1.5"), "str": ("'a'", "''", "'a b'", "'1'"), "text number": ("'1'", "1", "''", "'a'"),
         "bytes": ("b'a'", "b''"), "file": ()}

PLAIN = {("builtins", "int"): ("1", "0", "2", "-1", "100"), ("builtins", "float"): ("1.0", "0.0", "2.5", "-1.0"),
         ("builtins", "str"): ("'a'", "''", "'a b'", "'1'"), ("builtins", "bytes"): ("b'a'", "b''", "b'\\xe4'"),
         ("builtins", "bool"): ("True", "False"), ("builtins", "NoneType"): ("None",), ("builtins", "list"): ("[]", "[1]", "['a']"),
         ("builtins", "dict"): ("{}", "{'a': 1}"), ("builtins", "complex"): ("1j",), ("builtins", "set"): ("set()", "{1}"),
         ("builtins", "tuple"): ("()", "(1, 2)"), ("builtins", "bytearray"): ("bytearray(b'a')",),
         ("datetime", "datetime"): ("datetime.datetime(2024, 1, 15, 12, 0)", "datetime.datetime(2024, 1, 15, 12, 0, tzinfo=datetime.timezone.utc)"),
         ("datetime", "date"): ("datetime.date(2024, 1, 15)",), ("datetime", "time"): ("datetime.time(12, 0)",),
         ("datetime", "timedelta"): ("datetime.timedelta(hours=1)", "datetime.timedelta(0)"), ("decimal", "Decimal"): ("decimal.Decimal('1')", "decimal.Decimal('0')"),
         ("pathlib", "Path"): ("pathlib.Path('missing')",), ("uuid", "UUID"): ("uuid.UUID(int=1)",), ("fractions", "Fraction"): ("fractions.Fraction(1, 2)",)}

FILES = {"TextIO": ("io.StringIO('a\\n')", "io.StringIO('')"), "TextIOBase": ("io.StringIO('a\\n')", "io.StringIO('')"), "StringIO": ("io.StringIO('a\\n')",),
         "BinaryIO": ("io.BytesIO(b'a\\n')", "io.BytesIO(b'')"), "IO": ("io.StringIO('a\\n')", "io.BytesIO(b'a')"), "BytesIO": ("io.BytesIO(b'a')",)}


def sequences(inner, form, empty):
    found = [Value(form % v.expr, v.origin, v.cost + 0.3, v.imports, v.setup) for v in inner]
    for a, b in zip(inner, inner[1:]):
        found.append(Value(form % (a.expr + ", " + b.expr), b.origin, b.cost + 1, tuple(a.imports) + tuple(b.imports), tuple(a.setup) + tuple(b.setup)))
    if inner:
        a = inner[0]
        found.append(Value(form % (a.expr + ", " + a.expr), a.origin, a.cost + 1, a.imports, a.setup))
    return found + [Value(empty, "annotation", 2)]


def combined(columns, write, limit=24):
    """Combinations of one value from each column, the most plausible first."""
    if not columns:
        return [Value(write([]), "annotation", 1)]
    if not all(columns):
        return []
    found = []
    for indexes in best_first([[v.cost for v in c] for c in columns], limit):
        picked = [c[i] for c, i in zip(columns, indexes)]
        origin = max(picked, key=lambda v: v.cost).origin
        found.append(Value(write([v.expr for v in picked]), origin, sum(v.cost for v in picked) / len(picked) + max(v.cost for v in picked) / 2,
                           [i for v in picked for i in v.imports], merge_setup(picked)))
    return found


def merge_setup(picked):
    held = []
    for v in picked:
        held += [s for s in v.setup if s not in held]
    return held


def best_first(costs, limit):
    """Index tuples in order of their summed cost."""
    start = (0,) * len(costs)
    heap, seen = [(sum(c[0] for c in costs), start)], {start}
    while heap and limit > 0:
        cost, indexes = heapq.heappop(heap)
        yield indexes
        limit -= 1
        for n in range(len(indexes)):
            if indexes[n] + 1 < len(costs[n]):
                following = indexes[:n] + (indexes[n] + 1,) + indexes[n + 1:]
                if following not in seen:
                    seen.add(following)
                    heapq.heappush(heap, (cost + costs[n][indexes[n] + 1] - costs[n][indexes[n]], following))


def unique(values):
    seen, found = set(), []
    for v in values:
        if (v.expr, v.setup) not in seen:
            seen.add((v.expr, v.setup))
            found.append(v)
    return found


def typed(text, hint, shape):
    """A field's text as a value of the type that is wanted."""
    number = re.fullmatch(r"-?\d+(\.\d+)?", text)
    as_text, as_number = [repr(text)], [text.lstrip("0") or "0"] if number else []
    if hint is str or (shape and "str" in shape.kinds) or (number and text.lstrip("-").startswith("0") and len(text) > 1 and "." not in text):
        return as_text
    if hint in (int, float) or (shape and "number" in shape.kinds):
        return as_number or as_text
    if text in ("None", "null"):
        return ["None"]
    return as_number + as_text


def absolute(module, path, node):
    """The module that a from-import names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    package = module.split(".") if path.endswith("__init__.py") else module.split(".")[:-1]
    base = package[:len(package) - node.level + 1]
    return ".".join(base + ([node.module] if node.module else []))


def bound(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return node.name
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None


def constants(inputs):
    """Short texts of the program's own tables: keys and members that an input may have to name."""
    found = []
    for path in python_files(inputs.lab.root):
        tree = inputs.tree(path) if "test" not in path else None
        for node in tree.body if tree else ():
            value = getattr(node, "value", None)
            if not isinstance(node, (ast.Assign, ast.AnnAssign)) or not isinstance(value, (ast.Dict, ast.List, ast.Set, ast.Tuple, ast.Call)):
                continue
            for n in ast.walk(value):
                if isinstance(n, ast.Constant) and isinstance(n.value, str) and 0 < len(n.value) <= 24 and n.value not in found:
                    found.append(n.value)
    return found[:24] + data_words(inputs)


def data_words(inputs):
    """Words of the sample data."""
    found = []
    for path in inputs.data[:12]:
        try:
            if os.path.getsize(path) < 20000 and not path.endswith((".md", ".rst", ".toml", ".cfg", ".ini", ".lock")):
                with open(path, encoding="utf-8") as source:
                    found += [w for w in re.findall(r"[\w.@-]{2,24}", source.read(4000)) if w not in found][:30]
        except (OSError, ValueError):
            continue
    return list(dict.fromkeys(found))[:40]


def declares(tree):
    """A module of definitions: classes, and at the top level nothing that runs a program."""
    calls = [n for n in tree.body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)]
    loops = [n for n in tree.body if isinstance(n, (ast.For, ast.While, ast.With))]
    return any(isinstance(n, ast.ClassDef) for n in tree.body) and not calls and not loops


def of_named_types(message):
    """Values of the types that an error's message names."""
    found = []
    for word in re.findall(r"[A-Za-z_.]+", message):
        for (module, name), texts in sorted(PLAIN.items()):
            if word in (name, module + "." + name) and name not in ("NoneType", "tuple") and len(word) > 2:
                found += [t for t in texts[:2] if t not in found]
    return found[:6]


def mutators(kind, root):
    """Public methods of a class that change its objects: those that assign to, or call a method of, an attribute of self."""
    found = []
    for name, held in vars(kind).items():
        function = inspect.unwrap(held) if inspect.isfunction(held) else None
        if function is None or name.startswith("_") or inspect.iscoroutinefunction(function):
            continue
        if heald_drive.relative(function.__code__.co_filename, root) is not None and function.__code__.co_argcount > 0:
            found.append((0 if function.__code__.co_argcount > 1 else 1, name))
    return [n for _, n in sorted(found)][:8]


def literal(node):
    """The source of a node that is made of literals only, as repr writes it."""
    if node is None:
        return None
    try:
        return repr(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def definitions(tree, prefix=""):
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node, prefix + node.name
            yield from definitions(node, prefix + node.name + ".")
        elif isinstance(node, ast.ClassDef):
            yield from definitions(node, prefix + node.name + ".")
        elif not isinstance(node, ast.expr):
            yield from definitions(node, prefix)


def python_files(root):
    if root not in _FILES:
        found = []
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("venv", "node_modules", "site-packages", "__pycache__"))
            found += [os.path.relpath(os.path.join(folder, f), root) for f in sorted(files) if f.endswith(".py")]
            if len(found) > 3000:
                break
        _FILES[root] = found
    return _FILES[root]


_FILES = {}


def classes(root):
    """The tree's own classes that are imported now."""
    found = {}
    for name, module in sorted(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if not path or heald_drive.relative(path, root) is None or "test" in os.path.basename(path):
            continue
        for kind in list(vars(module).values()):
            if inspect.isclass(kind) and kind.__module__ == name:
                found[kind.__module__ + "." + kind.__qualname__] = kind
    return [found[k] for k in sorted(found)]


def members(kind):
    """Names that objects of a class have: of the class, its annotations, and what methods set on self."""
    held = set(dir(kind))
    for c in kind.__mro__:
        held |= set(getattr(c, "__annotations__", ()))
        for function in vars(c).values():
            code = getattr(inspect.unwrap(function) if callable(function) else function, "__code__", None)
            if code is not None:
                held |= set(code.co_names)
    return held


def subclasses(kind):
    found = [kind]
    for k in sorted(kind.__subclasses__() if kind is not type else [], key=lambda c: c.__qualname__):
        found += subclasses(k)
    return found


def is_abstract(kind):
    return inspect.isabstract(kind) or getattr(kind, "_is_protocol", False)


def is_typed_dict(kind):
    return issubclass(kind, dict) and hasattr(kind, "__total__")


def importing(kind):
    return ["from %s import %s" % (kind.__module__, kind.__qualname__.split(".")[0])]


def hints_of(thing):
    """Annotations resolved as far as they can be."""
    target = thing
    if inspect.isclass(thing) and not dataclasses.is_dataclass(thing) and not is_typed_dict(thing) and not hasattr(thing, "_fields"):
        target = vars(thing).get("__init__", thing)
    try:
        return typing.get_type_hints(target)
    except BaseException:
        return {k: v for k, v in getattr(target, "__annotations__", {}).items() if not isinstance(v, str)}
