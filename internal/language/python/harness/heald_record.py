"""Turns a live call into a drive: at one entry of one trial, or at every call that the repository's own tests make."""
import inspect
import os
import re
import sys
import tempfile
import time

import heald_drive
import heald_express
import heald_trial

POSITIONAL = 3


def capture(lab, drive, index, ordinal, origin):
    """Runs the drive up to one entry of one site and writes that call down as a drive of its own, or None."""
    def work(send):
        made = {}

        def stop(frame):
            send(frame_drive(lab, frame, lab.sites[index], made, origin))
            os._exit(0)
        watch = heald_trial.Watch(lab, (index, ordinal, stop))
        remember(watch, lab, made)
        watch.run(drive)
    values, _ = lab.fork(work)
    return values[-1] if values else None


def remember(watch, lab, made):
    """Makes the watch note what constructors of the tree are given."""
    enter = watch.enter

    def noting(frame, event, arg):
        if event == "call" and frame.f_code.co_name == "__init__":
            note_constructor(lab, frame, made)
        elif event == "call":
            note_use(lab, frame, made)
        return enter(frame, event, arg)
    watch.enter = noting


def note_constructor(lab, frame, made):
    if len(made) > 2000 or heald_drive.relative(frame.f_code.co_filename, lab.root) is None:
        return
    _, positional, keywords = arguments(frame)
    if positional:
        made.setdefault(id(positional[0]), (positional[0], positional[1:], keywords))


def note_use(lab, frame, made):
    """Notes a public method called on an object from outside of it: its state may have come about so."""
    code = frame.f_code
    if code.co_name.startswith("_") or not code.co_argcount or frame.f_back is None:
        return
    receiver = frame.f_locals.get(code.co_varnames[0])
    outside = frame.f_back.f_locals
    if id(receiver) not in made or made[id(receiver)][0] is not receiver or any(outside.get(n) is receiver for n in frame.f_back.f_code.co_varnames[:1]):
        return
    if getattr(type(receiver), code.co_name, None) is None or heald_drive.relative(code.co_filename, lab.root) is None:
        return
    held = made.setdefault(("uses", id(receiver)), [])
    if len(held) <= USES:
        _, positional, keywords = arguments(frame)
        held.append((frame, code.co_name, positional[1:], keywords))


USES = 4


def arguments(frame):
    """Names of the positional parameters, positional values (the receiver included) and keywords of the call that made a frame."""
    code, held = frame.f_code, frame.f_locals
    names = list(code.co_varnames[:code.co_argcount])
    only = code.co_varnames[code.co_argcount:code.co_argcount + code.co_kwonlyargcount]
    after = code.co_argcount + code.co_kwonlyargcount
    positional = [held[n] for n in names if n in held]
    keywords = {n: held[n] for n in only if n in held}
    if code.co_flags & inspect.CO_VARARGS:
        positional += list(held.get(code.co_varnames[after], ()))
        after += 1
    if code.co_flags & inspect.CO_VARKEYWORDS:
        keywords.update(held.get(code.co_varnames[after], {}))
    return names, positional, keywords


def running(frame):
    found = set()
    while frame is not None:
        found.add(frame)
        frame = frame.f_back
    return found


def frame_drive(lab, frame, site, made, origin):
    try:
        return written(lab, frame, site, made, origin)
    except heald_express.Inexpressible as why:
        return {"inexpressible": str(why)}


def written(lab, frame, site, made, origin):
    code = frame.f_code
    if code.co_name.startswith("<") or "<locals>" in getattr(code, "co_qualname", ""):
        raise heald_express.Inexpressible("a nested function")
    x = heald_express.Expresser(lab.root, lab.import_roots, made)
    x.running = running(frame)
    names, positional, keywords = arguments(frame)
    drive = {"path": site["file"], "module": heald_express.module_name(site["file"], lab.import_roots), "function": code.co_name}
    drive["kind"] = "function"
    owner = owner_of(code, positional)
    if owner is not None:
        receiver = positional.pop(0)
        names.pop(0)
        drive["kind"], drive["function"] = "method", owner.__name__ + "." + code.co_name
        drive["receiver"] = x.express(receiver)
        if inspect.isclass(receiver) or drive["receiver"] == "":
            drive["receiver"] = x.named(receiver)
    elif site.get("function"):
        drive["function"] = site["function"]
    drive["args"] = call_args(x, defaults_of(frame, owner), names, positional, keywords, origin)
    drive["imports"], drive["setup"] = x.result("")["imports"], x.setup
    lazy(drive, code)
    return drive


def owner_of(code, positional):
    """The class whose method the code is, by its first argument."""
    if not positional:
        return None
    first = positional[0]
    for kind in (first if inspect.isclass(first) else type(first)).__mro__:
        held = vars(kind).get(code.co_name, vars(kind).get("_%s%s" % (kind.__name__.lstrip("_"), code.co_name)))
        if held is not None and code in codes(held):
            return first if inspect.isclass(first) else type(first)
    return None


def codes(held, depth=0):
    """The code of a function, through descriptors and wrappers."""
    found = []
    for part in (held, getattr(held, "fget", None), getattr(held, "fset", None), getattr(held, "__func__", None),
                 getattr(held, "func", None), getattr(held, "__wrapped__", None)):
        if part is None:
            continue
        if hasattr(part, "__code__"):
            found.append(part.__code__)
        if part is not held and depth < 5 or hasattr(part, "__wrapped__") and depth < 5:
            found += codes(part.__wrapped__ if hasattr(part, "__wrapped__") else part, depth + 1)
    return found


def defaults_of(frame, owner):
    """Default values by parameter name, of the function that a frame runs."""
    code = frame.f_code
    found = getattr(owner, code.co_name, None) if owner is not None else frame.f_globals.get(code.co_name)
    function = inspect.unwrap(getattr(found, "__func__", found)) if callable(found) else None
    if getattr(function, "__code__", None) is not code:
        return {}
    names = code.co_varnames[:code.co_argcount]
    given = function.__defaults__ or ()
    defaults = dict(zip(names[len(names) - len(given):], given))
    defaults.update(function.__kwdefaults__ or {})
    return defaults


def call_args(x, defaults, names, positional, keywords, origin):
    args, skipped = [], False
    for number, value in enumerate(positional):
        name = names[number] if number < len(names) else ""
        if name in defaults and heald_express.same(value, defaults[name]) and len(positional) <= len(names):
            skipped = True
            continue
        keyword = name if skipped or (number >= POSITIONAL and len(positional) <= len(names)) else ""
        args.append({"name": keyword, "expr": x.express(value, 0, name), "from": origin})
    for name, value in keywords.items():
        if not (name in defaults and heald_express.same(value, defaults[name])):
            args.append({"name": name, "expr": x.express(value, 0, name), "from": origin})
    return args


def lazy(drive, code):
    if code.co_flags & inspect.CO_ASYNC_GENERATOR:
        drive["async"], drive["consume"] = True, "async list"
    elif code.co_flags & inspect.CO_COROUTINE:
        drive["async"] = True
    elif code.co_flags & inspect.CO_GENERATOR:
        drive["consume"] = "list"


# --- the repository's own tests ---------------------------------------------------------------------------------

EACH, ATTEMPTS = 6, 30


def record_tests(lab, tests, seconds):
    """Runs test files in a child and writes down the calls that they make into the tree."""
    def work(send):
        recorder = Recorder(lab, send, set(tests))
        sys.settrace(recorder.enter)
        run_tests(tests)
        sys.settrace(None)
        send({"done": True})
    values, _ = lab.fork(work, seconds, 1)
    return [v for v in values if "key" in v]


def run_tests(tests):
    sys.stdout = sys.stderr = heald_trial.Tail()
    try:
        import pytest
        pytest.main(["-q", "-s", "-p", "no:cacheprovider", "-p", "no:faulthandler"] + sorted(tests))
    except ImportError:
        import unittest
        suite = unittest.TestSuite()
        for path in sorted(tests):
            suite.addTests(unittest.defaultTestLoader.discover(os.path.dirname(path) or ".", os.path.basename(path)))
        unittest.TextTestRunner(stream=heald_trial.Tail()).run(suite)


class Recorder:
    """Writes calls down as they are made, a few different ones for each function."""

    def __init__(self, lab, send, tests):
        self.lab, self.send, self.tests = lab, send, tests
        self.made, self.paths, self.seen, self.attempts = {}, {}, {}, {}
        self.busy, self.lazy = False, {}

    def enter(self, frame, event, arg):
        code = frame.f_code
        path = self.paths.get(code, 0)
        if path == 0:
            path = heald_drive.relative(code.co_filename, self.lab.root)
            if path in self.tests or (path and os.path.basename(path) == "conftest.py"):
                path = None
            self.paths[code] = path
        if path is None or self.busy or code.co_name.startswith("<") or self.resumed(frame):
            return None
        if code.co_name == "__init__":
            note_constructor(self.lab, frame, self.made)
        if self.attempts.get(code, 0) < ATTEMPTS:
            self.attempts[code] = self.attempts.get(code, 0) + 1
            self.busy = True
            try:
                self.note(frame, path)
            finally:
                self.busy = False
        return None

    def resumed(self, frame):
        """A generator or coroutine that goes on is no new call."""
        if not frame.f_code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
            return False
        if id(frame) in self.lazy:
            return True
        if len(self.lazy) < 5000:
            self.lazy[id(frame)] = frame
        return False

    def note(self, frame, path):
        _, positional, keywords = arguments(frame)
        if any(consumable(v) for v in list(positional) + list(keywords.values())):
            return
        try:
            drive = written(self.lab, frame, {"file": path, "name": frame.f_code.co_name}, self.made, "test")
        except heald_express.Inexpressible:
            self.values(frame, path)
            return
        except BaseException:
            return
        key = "%s::%s" % (path, frame.f_code.co_name)
        text = repr([drive.get("receiver"), drive["setup"], drive["args"]])
        held = self.seen.setdefault(key, set())
        if len(held) >= EACH or text in held or len(text) > 8000:
            return
        held.add(text)
        self.send(portable({"key": key, "drive": drive}))


    def values(self, frame, path):
        """The arguments alone, of a call whose receiver cannot be written down."""
        names, positional, _ = arguments(frame)
        key, found = "%s::%s" % (path, frame.f_code.co_name), {}
        for name, value in list(zip(names, positional))[:12]:
            x = heald_express.Expresser(self.lab.root, self.lab.import_roots, self.made)
            try:
                text = x.express(value, 0, name)
            except BaseException:
                continue
            if len(text) < 2000:
                found[name] = {"expr": text, "imports": x.result("")["imports"], "setup": x.setup}
        held = self.seen.setdefault(key, set())
        if found and len(held) < EACH and repr(found) not in held:
            held.add(repr(found))
            self.send(portable({"key": key, "values": found}))


TEMPORARY = re.compile(re.escape(tempfile.gettempdir()) + r"/(pytest-of-\w+/pytest-\d+/[\w.-]+|tmp\w+)")


def portable(value):
    """A record with one name for the temporary folders of tests: the next run has others."""
    if isinstance(value, str):
        return TEMPORARY.sub(heald_drive.FOLDER, value)
    if isinstance(value, dict):
        return {k: portable(v) for k, v in value.items()}
    return [portable(v) for v in value] if isinstance(value, list) else value


def consumable(value):
    """Looking at it would change what the test sees."""
    return hasattr(value, "__next__") or hasattr(value, "read")
