"""What can be seen of one input from outside: result, errors, state, output, files; and, on the way, which lines it reached."""
import gc
import itertools
import os
import sys
import threading
import warnings

import heald_canon
import heald_drive
import heald_files
import heald_freeze
import heald_history
import heald_trial


def look(lab, request, drive, seconds=None):
    """One observation. The work is done in a child; the tree is put back as it was."""
    kept = {name: heald_files.content(name) for name in drive.get("files") or {}}
    values, ended = lab.fork(lambda send: send(child(lab, request, drive)), seconds)
    if len(values) != 1:
        for name in kept:  # it was ended before it could put them back
            heald_files.restore(name, kept[name])
        return {"end": ended if not values else "died", "all": ended}
    return values[0]


def ready(lab):
    """Does once what every child would do again."""
    lab.modules = [m for m in list(sys.modules.values()) if heald_drive.relative(getattr(m, "__file__", None), lab.root)]
    heald_canon.digest("")  # the first use of a hash loads its library


def child(lab, request, drive):
    out = heald_trial.Tail()
    heald_freeze.freeze(lab.modules)
    if lab.early & set(drive.get("files") or {}):
        heald_history.forget(lab)
    watch = Watch(lab.root, request)
    sys.stdout, sys.stderr = out, heald_trial.Tail()
    files = heald_files.heard(lab.root)
    call, value, error = None, None, None
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            space = heald_drive.prepare(drive)
            call = Held(drive, space)
            watch.start()
            value = call.run()
        except BaseException as raised:
            error = raised
        watch.stop()
        seen = describe(lab, drive, call, value, error, watch, out.text())
        call = value = error = None
        gc.collect()
    seen["unawaited"] = sum("never awaited" in str(w.message) for w in warned)
    seen["stdout"] = heald_canon.digest(out.text())
    seen["files"] = files.settle()
    if "public" in seen:
        seen["public"] = heald_canon.digest([seen[k] for k in ("end", "public", "message", "stdout", "files")])
    seen["all"] = heald_canon.digest([seen[k] for k in ("end", "value", "message", "state", "stdout", "files")])
    return seen


class Held:
    """A drive under way whose receiver and arguments can be looked at afterwards."""

    def __init__(self, drive, space):
        self.drive, self.space, self.call = drive, space, None

    def run(self):
        drive = self.drive
        if drive.get("async") and drive["kind"] in ("function", "method"):
            import asyncio
            return asyncio.run(self.later())
        self.call = heald_drive.bind(drive, self.space)
        try:
            return heald_drive.finish(drive, self.call())
        except SystemExit as end:
            if drive["kind"] in ("command", "startup"):
                return end.code
            raise

    async def later(self):
        self.call = heald_drive.bind(self.drive, self.space)
        value = self.call()
        if hasattr(value, "__await__"):
            value = await value
        return [v async for v in value] if hasattr(value, "__aiter__") else value

    def state(self):
        if self.call is None:
            return None
        return [self.call.receiver, list(self.call.args), dict(self.call.kwargs)]


def describe(lab, drive, held, value, error, watch, said):
    seen = {"end": "return", "value": "", "shown": "", "type": "", "message": "", "lines": watch.lines, "returns": watch.returns, "hit": watch.hit}
    if drive["kind"] == "startup" and error is None:
        value = sorted(n for n in vars(value) if not n.startswith("_")) if hasattr(value, "__dict__") else None
    if drive["kind"] == "command" and isinstance(value, dict) and "__name__" in value:
        value = None  # a script's globals are no result
    if error is None:
        seen["value"], seen["shown"] = heald_canon.digest(heald_canon.Canon().of(value)), heald_canon.shown(value)
        seen["type"] = type(value).__name__
        if value is None and said:
            seen["shown"] = "prints " + heald_canon.clip(repr(said))
    else:
        seen["end"], seen["type"] = "raise", heald_drive.type_name(error)
        seen["message"] = seen["value"] = heald_canon.safe(error)[:500]
        seen["shown"] = heald_canon.clip("%s: %s" % (seen["type"], seen["message"]) if seen["message"] else seen["type"])
        seen.update(origin(lab, error))
    canon = heald_canon.Canon()
    seen["state"] = heald_canon.digest(canon.of(held.state() if held else None))
    apart(seen, held, value)
    return seen


def apart(seen, held, value):
    """What can be seen of the receiver without its private attributes, and these one by one."""
    call = held.call if held else None
    try:
        own = dict(vars(call.receiver))
    except (AttributeError, TypeError):
        return
    private = {name: own.pop(name) for name in list(own) if name.startswith("_")}
    if private and not isinstance(call.receiver, type):
        result = "itself" if value is call.receiver else seen["value"]
        seen["public"] = heald_canon.digest([result, heald_canon.Canon().of([own, list(call.args), dict(call.kwargs)])])
        seen["private"] = {name: heald_canon.digest(heald_canon.Canon().of(held)) for name, held in sorted(private.items())[:40]}


def origin(lab, error):
    """Where an error came from: its innermost in-app frame, whether that raised it itself, and the whole chain's types."""
    record = heald_drive.describe(error, lab.root)
    frames = [f for f in record["frames"] if f["in_app"]]
    found = {"frames": [{"path": f["file"], "name": f["name"], "line": f["line"]} for f in frames[-12:]], "raised": False}
    found["chain"] = [c["type"] for c in record["causes"]]
    if frames and record["frames"][-1] is frames[-1]:
        found["raised"] = raises(os.path.join(lab.root, frames[-1]["file"]), frames[-1]["line"])
    return found


def raises(path, line):
    """Whether the statement at a line raises on purpose: a raise, or an assertion."""
    import ast
    try:
        with open(path, "rb") as source:
            tree = ast.parse(source.read())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return False
    return any(isinstance(n, (ast.Raise, ast.Assert)) and n.lineno <= line <= (n.end_lineno or n.lineno) for n in ast.walk(tree))


class Watch:
    """Follows the changed functions: lines, types of results, and whether the incident's error left the function that it crashed in."""

    def __init__(self, root, request):
        self.root, self.functions = root, {}
        self.edited = set(f["path"] for f in request["functions"]) | set(request.get("edited") or [])
        for f in request["functions"]:
            self.functions.setdefault((f["path"], f["name"]), []).append(f)
        self.crash = request.get("crash") or {}
        self.paths, self.lines, self.returns, self.hit = {}, {}, {}, []

    def start(self):
        threading.settrace(self.enter)
        sys.settrace(self.enter)

    def stop(self):
        sys.settrace(None)
        threading.settrace(None)
        self.lines = {path: sorted(lines)[:2000] for path, lines in self.lines.items()}

    def enter(self, frame, event, arg):
        code = frame.f_code
        path = self.paths.get(code.co_filename, 0)
        if path == 0:
            path = self.paths[code.co_filename] = heald_drive.relative(code.co_filename, self.root)
        if path is None:
            return None
        crashed = path == self.crash.get("path") and code.co_name == self.crash.get("name")
        if not crashed and path not in self.edited:
            return None
        lines = self.lines.setdefault(path, {})
        lines[frame.f_lineno] = True
        changed = (path, code.co_name) in self.functions
        pending, where = [None], [""]

        def follow(frame, event, arg):
            if event == "line":
                pending[0] = None
                lines[frame.f_lineno] = True
            elif event == "exception":
                pending[0] = arg[0]
                if crashed and arg[0].__name__ == self.crash.get("type"):
                    where[0] = place(frame)
            elif event == "return":
                if pending[0] is not None and arg is None:
                    if crashed and pending[0].__name__ == self.crash.get("type"):
                        if where[0] not in self.hit and len(self.hit) < 20:
                            self.hit.append(where[0])
                elif changed and not code.co_flags & 0x2a0:  # no generators and coroutines: they return at each step
                    held = self.returns.setdefault(code.co_name, [])
                    if type(arg).__name__ not in held and len(held) < 8:
                        held.append(type(arg).__name__)
            return follow
        return follow


def place(frame):
    """The expression that a frame is at, as precisely as the interpreter knows."""
    if hasattr(frame.f_code, "co_positions"):
        position = next(itertools.islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), None)
        if position and None not in position:
            return "%d:%d:%d:%d" % (position[0], position[2], position[1], position[3])
    return str(frame.f_lineno)
