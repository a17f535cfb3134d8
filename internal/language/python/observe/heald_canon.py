"""Canonical forms of live values: equal for values that mean the same, whatever their addresses, set order or identity."""
import collections.abc
import enum
import hashlib
import inspect
import io
import os
import re
import types

DEPTH, ITEMS, NODES = 10, 400, 8000
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
QUIET = ("Logger", "lock", "RLock", "Lock", "Condition", "Event", "Semaphore", "Thread", "_local", "local", "SimpleQueue")


class Canon:
    """One form of one or more values that may share parts."""

    def __init__(self):
        self.seen, self.keep, self.nodes = {}, [], 0

    def of(self, value, depth=0):
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            return "..."
        kind = type(value)
        if value is None or kind in (bool, int, str):
            return [kind.__name__, repr(value)]
        if kind is float:
            return ["float", "nan" if value != value else repr(value)]
        if kind in (bytes, bytearray, complex, range, slice):
            return [kind.__name__, repr(value)]
        if id(value) in self.seen:
            return ["again", self.seen[id(value)]]
        self.seen[id(value)] = len(self.seen)
        self.keep.append(value)
        try:
            return self.compound(value, kind, depth + 1)
        except Exception as error:
            return ["unreadable", kind.__name__, type(error).__name__]

    def compound(self, value, kind, depth):
        if isinstance(value, enum.Enum):
            return ["enum", kind.__name__, value.name]
        if isinstance(value, dict):
            pairs = [[self.of(k, depth), self.of(v, depth)] for k, v in list(value.items())[:ITEMS]]
            return [kind.__name__, len(value), sorted(pairs, key=repr)] + self.extra(value, depth)
        if isinstance(value, (set, frozenset)):
            return [kind.__name__, len(value), sorted((Canon().of(v, depth) for v in list(value)[:ITEMS]), key=repr)]
        if isinstance(value, (list, tuple)) or kind.__name__ == "deque":
            return [kind.__name__, len(value), [self.of(v, depth) for v in list(value)[:ITEMS]]] + self.extra(value, depth)
        if isinstance(value, BaseException):
            return ["error", kind.__name__, safe(value), self.extra(value, depth)]
        if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType)):
            return ["named", getattr(value, "__module__", ""), getattr(value, "__qualname__", getattr(value, "__name__", ""))]
        if isinstance(value, types.MethodType):
            return ["method", value.__func__.__qualname__, self.of(value.__self__, depth)]
        if kind.__name__ in QUIET:
            return ["opaque", kind.__name__]
        return self.special(value, kind, depth)

    def special(self, value, kind, depth):
        answer = response(value)
        if answer is not None:
            return ["response", answer]
        if isinstance(value, (io.StringIO, io.BytesIO)):
            return [kind.__name__, "closed" if value.closed else repr(value.getvalue()[:20000])]
        if isinstance(value, io.IOBase):
            return ["file", kind.__name__, os.path.basename(str(getattr(value, "name", ""))), value.closed]
        if kind.__module__ in ("datetime", "decimal", "fractions", "uuid", "pathlib", "re", "ipaddress", "zoneinfo"):
            return [kind.__name__, ADDRESS.sub("0x", repr(value))]
        if isinstance(value, collections.abc.Iterator):
            return ["iterator", [self.of(v, depth) for v, _ in zip(value, range(ITEMS))]]
        if inspect.iscoroutine(value):
            value.close()
            return ["coroutine", value.__qualname__]
        held = self.extra(value, depth)
        return ["object", kind.__module__, kind.__qualname__, held or ADDRESS.sub("0x", safe_repr(value))]

    def extra(self, value, depth):
        """The attributes of an object, by name."""
        found = {}
        try:
            found.update(vars(value))
        except TypeError:
            pass
        for owner in type(value).__mro__:
            names = owner.__dict__.get("__slots__", ())
            for name in [names] if isinstance(names, str) else names:
                if name not in ("__dict__", "__weakref__") and name not in found:
                    mangled = "_%s%s" % (owner.__name__.lstrip("_"), name) if name.startswith("__") and not name.endswith("__") else name
                    try:
                        found[name] = object.__getattribute__(value, mangled)
                    except AttributeError:
                        pass
        return [[str(n), self.of(v, depth)] for n, v in sorted(found.items(), key=lambda p: str(p[0]))[:ITEMS]]


def response(value):
    """An answer of a web framework's test client: what a client sees of it."""
    status = getattr(value, "status_code", None)
    if not isinstance(status, int) or isinstance(status, bool):
        return None
    body = value.get_data() if hasattr(value, "get_data") else getattr(value, "content", None)
    if callable(body) or not isinstance(body, (bytes, str)):
        return None
    headers = getattr(value, "headers", {})
    shown = {n: headers.get(n) for n in ("content-type", "location", "retry-after") if headers.get(n) is not None}
    return [status, repr(body[:20000]), sorted(shown.items())]


def digest(form):
    return hashlib.blake2b(repr(form).encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()  # needs no library to wake up in each process


def shown(value):
    """A value as a person wants to read it, one line."""
    answer = response(value)
    if answer is not None:
        return clip("status %d, %s" % (answer[0], answer[1]))
    text = ADDRESS.sub("0x", safe_repr(value))
    if text.startswith("<") and " object at 0x" in text:
        parts = ["%s=%s" % (n.lstrip("_"), ADDRESS.sub("0x", safe_repr(v))) for n, v in sorted(getattr(value, "__dict__", {}).items())]
        text = "%s(%s)" % (type(value).__name__, ", ".join(parts))
    return clip(text)


def clip(text, size=200):
    text = " ".join(text.split()) if "\n" in text else text
    return text if len(text) <= size else text[:size - 3] + "..."


def safe(value):
    try:
        return ADDRESS.sub("0x", str(value))[:2000]
    except BaseException:
        return "<unprintable>"


def safe_repr(value):
    try:
        return repr(value)[:2000]
    except BaseException:
        return "<%s>" % type(value).__name__
