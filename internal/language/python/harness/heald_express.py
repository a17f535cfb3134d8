"""Writes live values as source text a person would write in a test: literals, real constructors, the standard library's values.

It runs in a throw-away process: values may be consumed and constructors called to see what they give."""
import array
import collections
import datetime
import decimal
import enum
import fractions
import inspect
import io
import os
import pathlib
import re
import sys
import types
import uuid

import heald_drive

TEXT = 20000
ITEMS = 400
DEPTH = 12


class Inexpressible(Exception):
    """The value cannot be written down."""


class Expresser:
    """Expresses the values of one drive: imports and setup statements are shared among them."""

    def __init__(self, root, import_roots, made=None):
        self.root, self.import_roots = root, import_roots
        self.made = made or {}      # id(object) -> (object, positional, keywords) as given to its constructor
        self.imports = {}           # name in scope -> statement
        self.setup = []
        self.variables = {}         # id(object) -> (object, variable)
        self.busy = set()
        self.running = set()        # frames of calls that are not over

    def result(self, expr):
        return {"expr": expr, "imports": sorted(set(self.imports.values())), "setup": list(self.setup)}

    # --- values ---

    def express(self, value, depth=0, name=""):
        if depth > DEPTH:
            raise Inexpressible("too deep")
        if id(value) in self.variables:
            return self.variables[id(value)][1]
        simple = self.simple(value)
        if simple is not None:
            return simple
        if id(value) in self.busy:
            raise Inexpressible("refers to itself")
        self.busy.add(id(value))
        try:
            return self.compound(value, depth + 1, name)
        finally:
            self.busy.discard(id(value))

    def simple(self, value):
        kind = type(value)
        if value is None or kind in (bool, int) or value is Ellipsis:
            return repr(value) if len(repr(value)) < TEXT else None
        if kind is float:
            return repr(value) if value == value and value not in (float("inf"), float("-inf")) else "float(%r)" % str(value)
        if kind in (str, bytes, bytearray):
            if len(value) > TEXT:
                raise Inexpressible("long text")
            return repr(value)
        if kind is complex:
            return repr(value)
        return None

    def compound(self, value, depth, name):
        if any(k.__module__ in ("unittest.mock", "mock.mock", "mock") for k in type(value).__mro__):
            raise Inexpressible("a mock")  # it passes for anything: it says nothing of what the code is given
        for test, write in WRITERS:
            if test(value):
                return write(self, value, depth)
        if isinstance(value, type) or isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
            return self.named(value)
        if isinstance(value, types.ModuleType):
            return self.bring(None, value.__name__)
        if inspect.ismethod(value):
            return "%s.%s" % (self.express(value.__self__, depth), value.__name__)
        return self.instance(value, depth, name)

    def items(self, values, depth):
        if len(values) > ITEMS:
            raise Inexpressible("many items")
        return [self.express(v, depth) for v in values]

    def mapping(self, value, depth):
        if len(value) > ITEMS:
            raise Inexpressible("many items")
        return "{%s}" % ", ".join("%s: %s" % (self.express(k, depth), self.express(v, depth)) for k, v in value.items())

    # --- names ---

    def named(self, value):
        """A class or function that can be imported by its name."""
        module, qualified = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
        if not module or "<" in qualified or not qualified:
            raise Inexpressible("a local definition")
        if module == "builtins":
            return qualified
        module = self.module(value, module)
        found = sys.modules.get(module) or sys.modules.get(getattr(value, "__module__", ""))
        for part in qualified.split("."):
            found = getattr(found, part, None)
        if found is not value and getattr(found, "__wrapped__", None) is not value:
            raise Inexpressible("not importable: " + qualified)
        head, _, rest = qualified.partition(".")
        return self.bring(head, module) + ("." + rest if rest else "")

    def module(self, value, module):
        if module != "__main__":
            return module
        try:
            path = heald_drive.relative(inspect.getfile(value), self.root)
        except TypeError:
            path = None
        if not path:
            raise Inexpressible("defined in __main__")
        return module_name(path, self.import_roots)

    def bring(self, name, module):
        """Imports a name; gives how it is written."""
        if name is None:
            self.imports[module] = "import " + module
            return module
        statement = "from %s import %s" % (module, name)
        if self.imports.get(name, statement) != statement or name in dir(__builtins__):
            self.imports[module] = "import " + module
            return module + "." + name
        self.imports[name] = statement
        return name

    # --- objects ---

    def instance(self, value, depth, name):
        if not in_tree(type(value), self.root):
            return self.foreign(value)
        kind = self.named(type(value))
        for attempt in (self.by_fields, self.by_record):
            mark = len(self.setup), dict(self.imports)
            try:
                made = attempt(value, kind, depth)
                if made is not None:
                    return self.complete(value, made, depth, name)
            except Inexpressible:
                del self.setup[mark[0]:]
                self.imports = mark[1]
        raise Inexpressible("no constructor call gives this " + type(value).__name__)

    def foreign(self, value):
        """An object of another library: written only if its repr evaluates to an equal one."""
        kind = type(value)
        text = repr(value)
        if "<" in text or len(text) > 500 or not re.match(r"[\w.]+\(", text):
            raise Inexpressible("an object of " + str(kind))
        head = text.split("(", 1)[0]
        space = {head.split(".")[0]: sys.modules.get(head.split(".")[0])} if "." in head else {kind.__name__: kind}
        try:
            if eval(text, dict(space)) != value:
                raise Inexpressible("repr differs")
        except Inexpressible:
            raise
        except BaseException:
            raise Inexpressible("repr does not evaluate")
        if "." in head:
            self.bring(None, head.rsplit(".", 1)[0])
        else:
            self.named(kind)
        return text

    def by_fields(self, value, kind, depth):
        """A constructor call whose arguments are the attributes of the same names."""
        try:
            parameters = list(inspect.signature(type(value)).parameters.values())
        except (TypeError, ValueError):
            return None
        parts, keyword = [], len(parameters) > 2
        for p in parameters:
            if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
                continue
            found = attribute(value, p.name)
            if found is MISSING:
                if p.default is p.empty:
                    return None
                keyword = True
                continue
            if p.default is not p.empty and same(found, p.default):
                keyword = True
                continue
            text = self.express(found, depth, p.name)
            parts.append("%s=%s" % (p.name, text) if p.kind is p.KEYWORD_ONLY or (keyword and p.kind is not p.POSITIONAL_ONLY) else text)
        return "%s(%s)" % (kind, ", ".join(parts))

    def by_record(self, value, kind, depth):
        """The constructor call that was seen to make it."""
        if id(value) not in self.made:
            return None
        _, positional, keywords = self.made[id(value)]
        parts = self.items(positional, depth) + ["%s=%s" % (k, self.express(v, depth)) for k, v in keywords.items()]
        return "%s(%s)" % (kind, ", ".join(parts))

    def complete(self, value, made, depth, name):
        """Makes it, looks at what differs from the value, and sets those attributes in the setup."""
        fresh = self.make(made)
        different = [(n, v) for n, v in state(value) if not same(getattr(fresh, n, MISSING), v)]
        if not different:
            return made
        variable = self.variable(name or re.sub(r"(?<!^)(?=[A-Z])", "_", type(value).__name__).lower())
        if self.used(value, made, variable, depth):
            return variable
        statements = []
        hold, self.setup = self.setup, []
        self.variables[id(value)] = (value, variable)
        for attr, found in different:
            statements.append("%s.%s = %s" % (variable, attr, self.express(found, depth, attr.strip("_"))))
        self.setup = hold + self.setup + ["%s = %s" % (variable, made)] + statements
        return variable

    def used(self, value, made, variable, depth):
        """Writes the calls that were seen to bring the object where it is, if doing them again gives the same state."""
        uses = [u for u in self.made.get(("uses", id(value)), ()) if u[0] not in self.running]
        if not 0 < len(uses) <= 4:
            return False
        mark = len(self.setup), dict(self.imports), dict(self.variables)
        try:
            self.variables[id(value)] = (value, variable)
            before, self.setup = self.setup, []
            calls = ["%s.%s(%s)" % (variable, name, ", ".join(self.items(positional, depth) + ["%s=%s" % (k, self.express(v, depth)) for k, v in keywords.items()]))
                     for _, name, positional, keywords in uses]
            self.setup = before + self.setup + ["%s = %s" % (variable, made)] + calls
            if same(self.make(variable), value):
                return True
        except Inexpressible:
            pass
        del self.setup[mark[0]:]
        self.imports, self.variables = mark[1], mark[2]
        return False

    def make(self, made):
        space = {}
        try:
            for statement in list(self.imports.values()) + self.setup:
                exec(statement, space)
            return eval(made, space)
        except BaseException as error:
            raise Inexpressible("constructing fails: %r" % error)

    def variable(self, wanted):
        wanted = re.sub(r"\W", "_", wanted.lstrip("_")) or "thing"
        taken = {v for _, v in self.variables.values()} | set(self.imports) | set(dir(__builtins__))
        name, number = wanted, 2
        while name in taken or name.startswith("test"):
            name, number = "%s_%d" % (wanted, number), number + 1
        return name


MISSING = object()


def attribute(value, name):
    for candidate in (name, "_" + name, "_%s__%s" % (type(value).__name__.lstrip("_"), name)):
        try:
            held = vars(value)
        except TypeError:
            held = None
        if held is not None and candidate in held:
            return held[candidate]
        if held is None and candidate in slots(value):
            return getattr(value, candidate, MISSING)
    if isinstance(value, BaseException):
        return MISSING
    if isinstance(inspect.getattr_static(type(value), name, None), property):
        try:
            return getattr(value, name)
        except BaseException:
            return MISSING
    return MISSING


def slots(value):
    return [s for c in type(value).__mro__ for s in ([c.__slots__] if isinstance(getattr(c, "__slots__", ()), str) else getattr(c, "__slots__", ()))]


def state(value):
    """The attributes of an object that make its state."""
    try:
        return sorted(vars(value).items())
    except TypeError:
        return [(s, getattr(value, s)) for s in slots(value) if hasattr(value, s)]


def same(a, b):
    """Equal, or alike in type and state where equality is by identity."""
    try:
        if a is b or (type(a) is type(b) and bool(a == b)):
            return True
    except BaseException:
        return False
    if type(a) is not type(b) or a is MISSING:
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(k in b and same(v, b[k]) for k, v in a.items())
    if isinstance(a, (types.FunctionType, types.LambdaType)):
        return a.__code__ is b.__code__
    if type(a).__module__ in ("builtins",):
        return False
    if type(a).__name__ in ("Logger", "lock", "RLock", "Lock", "Connection", "Event", "Condition"):
        return True
    left, right = state(a), state(b)
    return bool(left) and len(left) == len(right) and all(x[0] == y[0] and same(x[1], y[1]) for x, y in zip(left, right))


def in_tree(kind, root):
    module = sys.modules.get(getattr(kind, "__module__", ""), None)
    path = getattr(module, "__file__", None)
    return bool(path) and heald_drive.relative(path, root) is not None


def module_name(path, import_roots):
    """The dotted import path of a file, below the longest import root that holds it."""
    best = ""
    for folder in import_roots:
        if folder and path.startswith(folder.rstrip("/") + "/") and len(folder) > len(best):
            best = folder
    inside = path[len(best):].lstrip("/")
    inside = inside[:-3] if inside.endswith(".py") else inside
    if inside.endswith("/__init__"):
        inside = inside[:-len("/__init__")]
    return inside.replace("/", ".")


# --- the standard library's values ------------------------------------------------------------------------------

def _tuple(x, v, d):
    parts = x.items(v, d)
    return "(%s%s)" % (", ".join(parts), "," if len(parts) == 1 else "")


def _set(x, v, d):
    if not v:
        return "%s()" % type(v).__name__
    parts = "{%s}" % ", ".join(sorted(x.items(list(v), d)))
    return parts if type(v) is set else "frozenset(%s)" % parts


def _namedtuple(x, v, d):
    kind = x.named(type(v))
    keyword = len(v._fields) > 2
    parts = [("%s=%s" % (n, x.express(f, d)) if keyword else x.express(f, d)) for n, f in zip(v._fields, v)]
    return "%s(%s)" % (kind, ", ".join(parts))


def _enum(x, v, d):
    return "%s.%s" % (x.named(type(v)), v.name)


def _date(x, v, d):
    x.bring(None, "datetime")
    return repr(v)


def _decimal(x, v, d):
    return "%s(%r)" % (x.bring("Decimal", "decimal"), str(v))


def _fraction(x, v, d):
    return "%s(%d, %d)" % (x.bring("Fraction", "fractions"), v.numerator, v.denominator)


def _path(x, v, d):
    text = str(v)
    inside = heald_drive.relative(text, x.root) if v.is_absolute() else None
    kind = "PurePath" if type(v).__name__.startswith("Pure") else "Path"
    return "%s(%r)" % (x.bring(kind, "pathlib"), inside or text)


def _uuid(x, v, d):
    return "%s(%r)" % (x.bring("UUID", "uuid"), str(v))


def _deque(x, v, d):
    limit = ", maxlen=%d" % v.maxlen if v.maxlen is not None else ""
    return "%s([%s]%s)" % (x.bring("deque", "collections"), ", ".join(x.items(list(v), d)), limit)


def _defaultdict(x, v, d):
    factory = x.named(v.default_factory) if v.default_factory else "None"
    name = x.bring("defaultdict", "collections")
    return "%s(%s, %s)" % (name, factory, x.mapping(v, d)) if v else "%s(%s)" % (name, factory)


def _counter(x, v, d):
    return "%s(%s)" % (x.bring(type(v).__name__, "collections"), x.mapping(v, d) if v else "")


def _namespace(module):
    def write(x, v, d):
        parts = ["%s=%s" % (k, x.express(f, d)) for k, f in sorted(vars(v).items())]
        return "%s(%s)" % (x.bring(type(v).__name__, module), ", ".join(parts))
    return write


def _pattern(x, v, d):
    x.bring(None, "re")
    flags = v.flags & ~re.UNICODE.value if isinstance(v.pattern, str) else v.flags
    return "re.compile(%r%s)" % (v.pattern, ", %d" % flags if flags else "")


def _text_file(x, v, d):
    """An open text file becomes its content."""
    if isinstance(v, io.StringIO):
        text = v.getvalue()[v.tell():]
    else:
        if getattr(v, "fileno", None) and v.name in (0, 1, 2):
            raise Inexpressible("a standard stream")
        with open(v.name, encoding=v.encoding, errors=v.errors, newline="") as again:
            text = again.read(TEXT + 1)
    if len(text) > TEXT:
        raise Inexpressible("a long file")
    return "%s(%r)" % (x.bring("StringIO", "io"), text)


def _bytes_file(x, v, d):
    if isinstance(v, io.BytesIO):
        body = v.getvalue()[v.tell():]
    else:
        with open(v.name, "rb") as again:
            body = again.read(TEXT + 1)
    if len(body) > TEXT:
        raise Inexpressible("a long file")
    return "%s(%r)" % (x.bring("BytesIO", "io"), body)


def _iterator(x, v, d):
    """What an iterator gives; consuming it is harmless here."""
    got = []
    for item in v:
        got.append(item)
        if len(got) > ITEMS:
            raise Inexpressible("a long iterator")
    return "iter([%s])" % ", ".join(x.items(got, d))


def _logger(x, v, d):
    x.bring(None, "logging")
    return "logging.getLogger(%r)" % v.name


def _connection(x, v, d):
    dump = "\n".join(v.iterdump())
    if len(dump) > TEXT:
        raise Inexpressible("a large database")
    x.bring(None, "sqlite3")
    variable = x.variable("connection")
    x.variables[id(v)] = (v, variable)
    x.setup += ["%s = sqlite3.connect(':memory:')" % variable, "%s.executescript(%r)" % (variable, dump)]
    if v.row_factory is not None:
        import sqlite3
        if v.row_factory is sqlite3.Row:
            x.setup.append("%s.row_factory = sqlite3.Row" % variable)
    return variable


def _lock(x, v, d):
    x.bring(None, "threading")
    return "threading.%s()" % ("RLock" if "RLock" in type(v).__name__ else "Lock")


def _queue(x, v, d):
    module = type(v).__module__
    x.bring(None, module)
    variable = x.variable("queue")
    held = list(getattr(v, "_queue", None) or getattr(v, "queue", ()))
    statements = ["%s.put_nowait(%s)" % (variable, x.express(item, d)) for item in held[:20]]
    x.variables[id(v)] = (v, variable)
    x.setup += ["%s = %s.%s()" % (variable, module, type(v).__name__)] + statements
    return variable


def _is(*kinds):
    return lambda v: type(v) in kinds


def _module_is(module, *names):
    return lambda v: type(v).__module__ == module and type(v).__name__ in names


WRITERS = [
    (_is(list), lambda x, v, d: "[%s]" % ", ".join(x.items(v, d))),
    (_is(tuple), _tuple), (_is(set, frozenset), _set), (_is(dict), lambda x, v, d: x.mapping(v, d)),
    (lambda v: isinstance(v, tuple) and hasattr(v, "_fields"), _namedtuple),
    (lambda v: isinstance(v, enum.Enum), _enum),
    (_is(datetime.datetime, datetime.date, datetime.time, datetime.timedelta, datetime.timezone), _date),
    (_is(decimal.Decimal), _decimal), (_is(fractions.Fraction), _fraction),
    (lambda v: isinstance(v, pathlib.PurePath), _path), (_is(uuid.UUID), _uuid), (_is(collections.deque), _deque),
    (_is(collections.defaultdict), _defaultdict), (_is(collections.Counter, collections.OrderedDict), _counter),
    (_module_is("argparse", "Namespace"), _namespace("argparse")), (_is(types.SimpleNamespace), _namespace("types")),
    (lambda v: isinstance(v, re.Pattern), _pattern), (lambda v: isinstance(v, io.TextIOBase), _text_file),
    (lambda v: isinstance(v, (io.BufferedIOBase, io.RawIOBase)), _bytes_file),
    (_is(range, slice), lambda x, v, d: repr(v)), (_is(memoryview), lambda x, v, d: "memoryview(%r)" % bytes(v)),
    (_is(array.array), lambda x, v, d: "%s.%r" % (x.bring(None, "array"), v)),
    (_module_is("logging", "Logger"), _logger), (_module_is("sqlite3", "Connection"), _connection),
    (_module_is("_thread", "lock", "RLock"), _lock), (_module_is("asyncio.queues", "Queue"), _queue),
    (_module_is("queue", "Queue"), _queue), (lambda v: isinstance(v, collections.abc.Iterator), _iterator),
    (_module_is("builtins", "dict_keys", "dict_values", "dict_items"), lambda x, v, d: "[%s]" % ", ".join(x.items(list(v), d))),
]
