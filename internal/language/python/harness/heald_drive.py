"""Executes one drive: an entry into a service's code and what it is given. Standard library only, Python 3.8+.

A drive is the JSON form of heald.Drive. Its parts are source text; they are evaluated in one namespace:

    space = prepare(drive)              environment, files, imports and setup
    call = bind(drive, space)           receiver and arguments evaluated; call.receiver, call.args, call.kwargs to look at
    value = finish(drive, call())       awaited or consumed to its end
    value = execute(drive)              all three
    describe(error, root)               an exception as data, causes included; in-app frames have a path relative to root

Kinds: "function", "method" (a property is read), "handler" (the receiver is the whole request as one expression), "command" (with
a function: called with sys.argv set; without: the module is run as __main__) and "startup" (the module is imported afresh),
"scene" (the setup is what a test does, run as its function among the names of its file).
"""
import asyncio
import importlib
import inspect
import io
import os
import runpy
import sys

ROOT = ""  # the tree's folder; empty: the working folder
FOLDER = "/tmp/heald-folder"  # stands for a temporary folder of a test
TEXT_LIMIT = 4000
FRAME_LIMIT = 60
consumed = False  # whether the result was a lazy one, brought to its end


class Call:
    """A bound call. Looking at receiver, args and kwargs after the call shows what it did to them."""

    def __init__(self, target, args=(), kwargs=None, receiver=None):
        self.target, self.args, self.kwargs, self.receiver = target, list(args), dict(kwargs or {}), receiver

    def __call__(self):
        return self.target(*self.args, **self.kwargs)


def prepare(drive):
    """Sets the environment, writes the drive's files below the working folder and runs its imports and setup."""
    os.environ.update(drive.get("env") or {})
    for name, content in sorted((drive.get("files") or {}).items()):
        folder = os.path.dirname(name)
        if folder:
            os.makedirs(folder, exist_ok=True)
        with open(name, "wb") as out:
            out.write(content.encode("utf-8", "surrogateescape"))
    if FOLDER in repr(drive):
        os.makedirs(FOLDER, exist_ok=True)
    if drive.get("argv"):
        sys.argv = list(drive["argv"])
    if drive.get("stdin"):
        sys.stdin = io.StringIO(drive["stdin"])
    space = {"__name__": "heald_drive_space", "__builtins__": __builtins__}
    if drive.get("fixtures"):
        import heald_fixtures
        space.update(heald_fixtures.made(os.path.realpath(ROOT or "."), drive["conftest"], drive["fixtures"]))
    if drive["kind"] == "scene":
        import heald_scenes
        given = dict(space)
        space.update(heald_scenes.names_of(os.path.realpath(ROOT or "."), drive))
        space.update(given)
    for statement in (drive.get("imports") or []) + ((drive.get("setup") or []) if drive["kind"] != "scene" else []):
        exec(compile(statement, "<drive>", "exec"), space)
    return space


def bind(drive, space):
    """Evaluates the receiver and the arguments and returns the call, not yet made."""
    kind = drive["kind"]
    if kind == "handler":
        return Call(lambda: entered(drive, space) if drive.get("within") else evaluate(drive["receiver"], space))
    if kind == "scene":
        import heald_scenes
        return Call(heald_scenes.function(drive, space))
    if kind == "startup":
        return Call(lambda: fresh_import(drive["module"]))
    if kind == "command" and not drive.get("function"):
        return Call(lambda: run_main(drive))
    args, kwargs = arguments(drive, space)
    if kind == "method" and drive.get("receiver"):
        receiver = evaluate(drive["receiver"], space)
        return member(receiver, drive["function"].rsplit(".", 1)[-1], args, kwargs)
    return Call(resolve(drive["module"], drive["function"]), args, kwargs)


def arguments(drive, space):
    """Evaluates a drive's arguments: positional ones and keywords."""
    args, kwargs = [], {}
    for arg in drive.get("args") or []:
        value = evaluate(arg["expr"], space)
        if arg.get("name"):
            kwargs[arg["name"]] = value
        else:
            args.append(value)
    return args, kwargs


def entered(drive, space):
    """The receiver's value, evaluated inside of what the drive enters."""
    exec(compile("with %s:\n    answer_of_drive = %s" % (drive["within"], drive["receiver"]), "<drive>", "exec"), space)
    return space["answer_of_drive"]


def evaluate(expression, space):
    return eval(compile(expression, "<drive>", "eval"), space)


def member(receiver, name, args, kwargs):
    """A call of a receiver's method, or a read of its property."""
    owner = receiver if inspect.isclass(receiver) else type(receiver)
    if name.startswith("__") and not name.endswith("__"):
        name = "_%s%s" % (owner.__name__.lstrip("_"), name)
    static = inspect.getattr_static(owner, name, None)
    if static is not None and not callable(static) and hasattr(static, "__get__") and not isinstance(static, (staticmethod, classmethod)):
        return Call(lambda: getattr(receiver, name), receiver=receiver)
    return Call(lambda *a, **k: getattr(receiver, name)(*a, **k), args, kwargs, receiver)


def resolve(module, qualified):
    """Finds what a qualified name means in a module: functions, and static and class methods of classes."""
    found = importlib.import_module(module)
    for part in qualified.split("."):
        found = getattr(found, part)
    return found


def fresh_import(module):
    sys.modules.pop(module, None)
    return importlib.import_module(module)


def run_main(drive):
    """Runs a module or a script as __main__; leaving with an exit status is an ordinary end."""
    try:
        if drive.get("module"):
            sys.modules.pop(drive["module"], None)
            return runpy.run_module(drive["module"], run_name="__main__", alter_sys=True)
        path = os.path.join(ROOT, drive["path"])
        sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
        return runpy.run_path(path, run_name="__main__")
    except SystemExit as end:
        return end.code


def finish(drive, value):
    """Brings a lazy result to its end: awaits a coroutine, consumes a generator and what else gives its items only when asked."""
    global consumed
    if drive.get("async") or inspect.iscoroutine(value):
        value = asyncio.run(_await(value, drive.get("consume")))
    elif inspect.isasyncgen(value):
        value = asyncio.run(_collect(value))
    elif drive.get("consume") or inspect.isgenerator(value) or drive["kind"] in ("function", "method") and isinstance(value, (map, filter, zip)):
        consumed = True
        value = list(value)
    return value


async def _await(value, consume):
    if inspect.isasyncgen(value):
        return await _collect(value)
    value = await value
    if consume == "async list" or inspect.isasyncgen(value):
        return await _collect(value)
    return list(value) if consume == "list" else value


async def _collect(values):
    return [value async for value in values]


def execute(drive, started=lambda: None):
    """Runs a drive to its end; what the driven code raises is raised. Started is called when everything is arranged."""
    space = prepare(drive)
    try:
        if drive["kind"] in ("function", "method") and drive.get("async"):
            return asyncio.run(_drive_async(drive, space, started))
        call = bind(drive, space)
        started()
        return finish(drive, call())
    except SystemExit as end:
        if drive["kind"] in ("command", "startup"):
            return end.code
        raise


async def _drive_async(drive, space, started):
    """Objects of asyncio want a running loop when they are made, so the whole drive runs inside one."""
    call = bind(drive, space)
    started()
    value = call()
    if inspect.isasyncgen(value):
        return await _collect(value)
    if inspect.isawaitable(value):
        value = await value
    if inspect.isasyncgen(value):
        return await _collect(value)
    return list(value) if inspect.isgenerator(value) else value


# --- exceptions as data -----------------------------------------------------------------------------------------

def describe(error, root):
    """An exception as data: its type as tracebacks write it, message, frames and causes from the direct one to the root."""
    record = _describe(error, root)
    causes, seen, current = [], {id(error)}, error
    while True:
        following = current.__cause__
        if following is None and not current.__suppress_context__:
            following = current.__context__
        if following is None or id(following) in seen or len(causes) > 8:
            break
        seen.add(id(following))
        causes.append(_describe(following, root))
        current = following
    record["causes"] = causes
    members = getattr(error, "exceptions", None)
    if isinstance(members, tuple):
        record["members"] = [_describe(m, root) for m in members[:8] if isinstance(m, BaseException)]
    return record


def _describe(error, root):
    frames, tb = [], error.__traceback__
    while tb is not None:
        frames.append(frame_record(tb.tb_frame, tb.tb_lineno, tb.tb_lasti, root))
        tb = tb.tb_next
    if len(frames) > FRAME_LIMIT:
        frames = frames[:FRAME_LIMIT // 2] + frames[-FRAME_LIMIT // 2:]
    return {"type": type_name(error), "message": safe_text(error), "frames": [f for f in frames if f["file"] != "<drive>"]}


def type_name(error):
    """The type's name as a traceback prints it."""
    kind = type(error)
    module = kind.__module__
    if module in ("builtins", "__main__") or not isinstance(module, str):
        return kind.__qualname__
    return module + "." + kind.__qualname__


def safe_text(error):
    try:
        return str(error)[:TEXT_LIMIT]
    except BaseException:
        return "<unprintable>"


def frame_record(frame, line, lasti, root):
    """One frame as data. Columns are characters from 1 where the interpreter knows them, else 0."""
    code = frame.f_code
    path = relative(code.co_filename, root)
    record = {"function": getattr(code, "co_qualname", code.co_name), "name": code.co_name, "file": path or code.co_filename,
              "line": line or 0, "in_app": path is not None, "column": 0, "end_column": 0}
    if path is not None and hasattr(code, "co_positions"):
        record.update(columns(code, lasti, code.co_filename))
    return record


def columns(code, lasti, filename):
    import itertools
    import linecache
    position = next(itertools.islice(code.co_positions(), lasti // 2, None), None)
    if not position or None in position:
        return {}
    line, last, start, end = position
    text = linecache.getline(filename, line).encode("utf-8", "replace")
    if last != line:
        end = len(text.rstrip())
    found = {"column": len(text[:start].decode("utf-8", "replace")) + 1,
             "end_column": len(text[:end].decode("utf-8", "replace")) + 1}
    found["marked"] = text[start:end].decode("utf-8", "replace")
    return found


def relative(filename, root):
    """A file's path below root with forward slashes, or None: what is installed inside the tree is not the service's."""
    if not filename or filename.startswith("<"):
        return None
    path = os.path.abspath(filename)
    if not path.startswith(root.rstrip(os.sep) + os.sep):
        return None
    path = os.path.relpath(path, root).replace(os.sep, "/")
    return None if "site-packages/" in path or "dist-packages/" in path else path
