"""The fixtures of a repository's conftest.py files, made without a run of pytest: a drive may name those that it is given.

    names = visible(root, conftest)             fixtures that a test beside that conftest.py sees
    values = made(root, conftest, ["client"])   their values, with what they ask for; autouse fixtures are made first

Only what pytest's own documentation promises is leaned on where it can be. What is not known raises Unmakeable. Standard library
only, Python 3.8+; pytest itself is imported by the conftest files."""
import asyncio
import importlib
import importlib.util
import inspect
import os
import pathlib
import sys
import tempfile

SKIPPED = ("venv", "env", "node_modules", "build", "dist", "site-packages")


class Unmakeable(Exception):
    """A fixture that cannot be made here, and why."""


def conftests(root):
    """Paths of the conftest.py files relative to root, outermost first."""
    found = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in SKIPPED)
        if "conftest.py" in files:
            found.append(os.path.relpath(os.path.join(folder, "conftest.py"), root))
        if len(found) > 20:
            break
    return sorted(found, key=lambda p: (p.count(os.sep), p))


def visible(root, conftest):
    """Each name with its definitions, the nearest first."""
    folder, table = os.path.dirname(conftest), {}
    own = [conftest] if os.path.basename(conftest) != "conftest.py" else []  # a test's file may define some of its own
    for path in conftests(root) + own:
        above = os.path.dirname(path)
        if above and folder != above and not folder.startswith(above + os.sep):
            continue
        for name, held in sorted(vars(load(root, path)).items()):
            fixture = fixture_of(held)
            if fixture is not None:
                table.setdefault(fixture["name"] or name, []).insert(0, fixture)
    return table


def load(root, path):
    """Imports a conftest.py as pytest does: below the folder of its outermost package."""
    folder = os.path.dirname(os.path.join(root, path))
    parts = [os.path.basename(path)[:-3]]
    while os.path.exists(os.path.join(folder, "__init__.py")):
        parts.insert(0, os.path.basename(folder))
        folder = os.path.dirname(folder)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    if len(parts) > 1:
        return importlib.import_module(".".join(parts))
    name = "heald_" + path.replace(os.sep, "_")[:-3]  # several may be called conftest
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, os.path.join(root, path))
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def fixture_of(held):
    """What a module's attribute is as a fixture, or None. Releases of pytest differ in how they mark one."""
    if isinstance(held, type) or inspect.ismodule(held):
        return None
    marker = getattr(held, "_fixture_function_marker", None) or getattr(held, "_pytestfixturefunction", None)
    if marker is None or not hasattr(marker, "scope"):
        return None
    function = getattr(held, "_fixture_function", None)
    if function is None:
        function = getattr(getattr(held, "__pytest_wrapped__", None), "obj", held)
    if not callable(function):
        return None
    return {"name": marker.name, "autouse": bool(marker.autouse), "params": list(marker.params or [])[:1], "function": function}


def made(root, conftest, names):
    """The values of the fixtures of these names."""
    making = Making(visible(root, conftest))
    for name, held in sorted(making.table.items()):
        if held[0]["autouse"]:
            making.value(name)
    KEPT.append(making)  # a fixture that is dropped would be torn down
    return {name: making.value(name) for name in names}


KEPT = []


class Making:
    """Fixtures being made: each once, what it asks for first."""

    def __init__(self, table):
        self.table, self.values, self.open, self.kept = table, {}, [], []

    def value(self, name, after=None):
        """The value of a fixture; after is one that it overrides and asks for."""
        held = self.table.get(name, [])
        place = held.index(after) + 1 if after in held else 0
        key = (name, place)
        if key in self.values:
            return self.values[key]
        if key in self.open or len(self.open) > 40:
            raise Unmakeable("the fixture %s asks for itself" % name)
        self.open.append(key)
        try:
            self.values[key] = self.call(name, held[place]) if place < len(held) else self.builtin(name)
        finally:
            self.open.remove(key)
        return self.values[key]

    def call(self, name, fixture):
        function, given = fixture["function"], {}
        for parameter in inspect.signature(function).parameters.values():
            if parameter.default is not parameter.empty or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.name == "request":
                given["request"] = Request(self, fixture)
            else:
                given[parameter.name] = self.value(parameter.name, fixture if parameter.name == name else None)
        value = function(**given)
        if inspect.isgenerator(value):
            self.kept.append(value)
            return next(value)
        if inspect.iscoroutine(value):
            return asyncio.run(value)
        if inspect.isasyncgen(value):
            value.aclose()
            raise Unmakeable("the fixture %s lives inside a running loop" % name)
        return value

    def builtin(self, name):
        if name == "tmp_path":
            return pathlib.Path(tempfile.mkdtemp())
        if name == "tmp_path_factory":
            return Folders()
        if name == "monkeypatch":
            import pytest
            self.kept.append(pytest.MonkeyPatch())
            return self.kept[-1]
        raise Unmakeable("no conftest.py defines the fixture " + name)


class Request:
    """What a fixture may ask of the test that wants it."""

    def __init__(self, making, fixture):
        self.making = making
        if fixture["params"]:
            param = fixture["params"][0]
            self.param = param.values[0] if hasattr(param, "values") and hasattr(param, "marks") else param

    def getfixturevalue(self, name):
        return self.making.value(name)

    def addfinalizer(self, finalizer):
        pass


class Folders:
    """Stands for tmp_path_factory."""

    def mktemp(self, basename, numbered=True):
        return pathlib.Path(tempfile.mkdtemp(prefix=basename))
