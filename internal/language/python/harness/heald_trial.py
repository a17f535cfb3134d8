"""Runs drives in forked children and watches for one crash: the frames of a trace, the error's type, the line that failed."""
import ast
import json
import os
import resource
import select
import signal
import sys
import threading
import time

import heald_drive
import heald_idle

MAX_HITS = 3
REPORT = 1 << 20


class Lab:
    """Everything that trials of one incident share. Sites are the trace's in-app frames, outermost first."""

    def __init__(self, request):
        self.root = os.path.realpath(request["root"])
        self.sites = request.get("sites") or []
        self.error_type = request.get("error_type") or ""
        self.seconds = float(request.get("trial_seconds") or 3)
        self.memory = int(request.get("trial_memory") or (2 << 30))
        self.wrong = request.get("wrong") or {}
        self.tried = 0
        self.names = {}
        for index, site in enumerate(self.sites):
            for name in {site["name"], short(site.get("function") or site["name"])} | ({site["nameless"]} if site.get("nameless") else set()):  # newer interpreters have no frame for a comprehension
                self.names.setdefault((site["file"], name), []).append(index)
        self.recursion = short(self.error_type) == "RecursionError"

    def fork(self, work, seconds=None, patience=5):
        """Runs work(send) in a forked child under limits. Returns what it sent, and how it ended: "ok", "timeout" or "died". Patience is how
        many times the limit a child may take that works and is not let to."""
        source, sink = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(source)
            inside(work, sink, seconds or self.seconds, self.memory)
        os.close(sink)
        body, ended = collect(source, seconds or self.seconds, child, patience)
        os.close(source)
        reap(child)
        values = []
        for line in body.split(b"\n"):
            if line:
                try:
                    values.append(json.loads(line.decode("utf-8")))
                except ValueError:
                    pass
        if ended == "ok" and not values:
            ended = "died"
        return values, ended

    def trial(self, drive):
        """Runs one drive under the watch. The outcome says how it ended, what it raised, and what came of the sites."""
        self.tried += 1

        def work(send):
            watch = Watch(self)
            send(watch.run(drive))
        values, ended = self.fork(work)
        if not values:
            return {"end": ended, "hits": [], "depth": -1, "lines": [], "escaped": None}
        return values[-1]


def inside(work, sink, seconds, memory):
    """The child's side of a fork: limits, then work, and never back."""
    try:
        os.setsid()
        limit(resource.RLIMIT_CPU, int(seconds) + 1)
        limit(resource.RLIMIT_AS, memory)
        limit(resource.RLIMIT_FSIZE, 64 << 20)
        limit(resource.RLIMIT_CORE, 0)

        def send(value):
            body = json.dumps(value).encode("utf-8", "replace")
            if len(body) < REPORT:
                write(sink, body + b"\n")
        work(send)
    except BaseException as error:
        if os.environ.get("HEALD_DEBUG"):
            import traceback
            with open(os.environ["HEALD_DEBUG"], "a") as out:
                out.write(traceback.format_exc())
        del error
    finally:
        os._exit(0)


def write(sink, body):
    view = memoryview(body)
    while view:
        view = view[os.write(sink, view):]


def limit(which, value):
    try:
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, hard))
    except (OSError, ValueError):
        pass


def collect(source, seconds, child, patience):
    """What a child says until it ends or its time is up. On a busy machine time is what it has been given of the processor: one that
    still works gets more, one that waits does not."""
    last = time.monotonic() + patience * seconds
    deadline, parts, size, used = time.monotonic() + seconds, [], 0, -1.0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            before, used = used, processor(child)
            if used >= 0.9 * seconds or used - before < 0.02 or time.monotonic() >= last:
                return b"".join(parts), "timeout"
            deadline = time.monotonic() + 0.3
            continue
        part = os.read(source, 1 << 16)
        if not part:
            return b"".join(parts), "ok"
        parts.append(part)
        size += len(part)
        if size > 4 * REPORT:
            return b"".join(parts), "ok"


def processor(child):
    """Seconds of the processor that a process has had, with its threads; without /proc none."""
    try:
        with open("/proc/%d/stat" % child) as source:
            fields = source.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return -1.0


def reap(child):
    for send in (os.killpg, os.kill):
        try:
            send(child, signal.SIGKILL)
        except OSError:
            pass
    try:
        os.waitpid(child, 0)
    except OSError:
        pass


class Watch:
    """Traces one run. Only the functions of the trace are followed line by line."""

    def __init__(self, lab, stop=None):
        self.lab = lab
        self.stop = stop  # (site index, ordinal, action): called at that entry with the frame
        self.codes = {}
        self.counts = {}
        self.ordinals = {}
        self.frames = []
        self.hits = []
        self.depth = -1
        self.lines = set()
        self.values = {}
        self.last = len(lab.sites) - 1
        self.inner = set()
        self.off = False
        self.acting = False  # what fails while things are arranged is no reproduction

    def start(self):
        self.acting = True

    def run(self, drive):
        error, value, end = None, None, "return"
        out = Tail()
        try:
            sys.stdout = sys.stderr = out
            heald_idle.watch()
            sys.settrace(self.enter)
            threading.settrace(self.enter)
            try:
                value = heald_drive.execute(drive, self.start)
            finally:
                sys.settrace(None)
                threading.settrace(None)
        except heald_idle.Idle:
            end = "idle"
        except BaseException as raised:
            error, end = raised, "raise"
        self.off = True
        if isinstance(error, RecursionError) and self.lab.recursion and not self.hits:
            self.deep(sys._getframe(), (type(error), error, error.__traceback__))
        return self.outcome(end, error, value, out)

    def outcome(self, end, error, value, out):
        escaped = heald_drive.describe(error, self.lab.root) if error is not None else None
        status = getattr(value, "status_code", None)
        return {"end": end, "escaped": escaped, "hits": self.hits, "depth": self.depth, "lines": sorted(self.lines),
                "values": self.values, "stdout": out.text(), "threads": threading.active_count() > 1, "consumed": heald_drive.consumed,
                "result": type(value).__name__, "status": status if isinstance(status, int) else None}

    def indexes(self, code):
        found = self.codes.get(code)
        if found is None:
            path = heald_drive.relative(code.co_filename, self.lab.root)
            found = self.lab.names.get((path, code.co_name), ()) if path else ()
            wanted = getattr(code, "co_qualname", None)
            if wanted and found:
                found = [i for i in found if same_function(self.lab.sites[i], wanted)] or found
            self.codes[code] = found
        return found

    def enter(self, frame, event, arg):
        if self.off or event != "call":
            return None
        code = frame.f_code
        found = self.indexes(code)
        if not found:
            return None
        if id(frame) not in self.ordinals:
            ordinal = self.counts.get(code, 0)
            self.counts[code] = ordinal + 1
            if len(self.frames) < 20000:
                self.ordinals[id(frame)] = ordinal
                self.frames.append(frame)
            if self.stop and self.stop[0] in found and self.stop[1] == ordinal:
                self.off = True
                sys.settrace(None)
                self.stop[2](frame)
        self.depth = max(self.depth, found[-1])
        return self.follow if self.last in found else self.watch_errors

    def watch_errors(self, frame, event, arg):
        if event == "exception" and self.lab.recursion:
            self.deep(frame, arg)
        return self.watch_errors

    def deep(self, frame, arg):
        """A recursion that ran too deep is read from its traceback: at the depth where it broke no watching was possible."""
        kind, error, trace = arg
        if self.hits or not self.acting or not isinstance(error, RecursionError):
            return
        stack, current = [], frame.f_back
        while current is not None and len(stack) < 200:
            stack.append((current, current.f_lineno, current.f_lasti))
            current = current.f_back
        stack.reverse()
        while trace is not None:
            stack.append((trace.tb_frame, trace.tb_lineno, trace.tb_lasti))
            trace = trace.tb_next
        if len(stack) > 120:
            stack = stack[:60] + stack[-60:]
        records = [(heald_drive.frame_record(f, line, lasti, self.lab.root), self.ordinals.get(id(f), -1)) for f, line, lasti in stack]
        records = [r for r in records if r[0]["in_app"]]
        self.hits.append({"id": id(error), "type": "RecursionError", "message": heald_drive.safe_text(error),
                          "frames": [r for r, _ in records], "ordinals": [o for _, o in records]})

    def follow(self, frame, event, arg):
        if event == "line":
            line = frame.f_lineno
            if line not in self.lines:
                self.lines.add(line)
            if line == self.lab.sites[self.last]["line"] and not self.values:
                self.look(frame)
        elif event == "exception" and self.lab.recursion:
            self.deep(frame, arg)
        elif event == "exception":
            self.caught(frame, arg)
        return self.follow

    def look(self, frame):
        """Notes what the failing line's names hold, to direct the search."""
        expression = self.lab.wrong.get("expression")
        if not expression:
            return
        try:
            value = eval(expression, frame.f_globals, frame.f_locals)
            self.values["wrong"] = float(value) if isinstance(value, (int, float)) else repr(value)[:80]
            if hasattr(value, "__len__"):
                self.values["size"] = len(value)
        except BaseException:
            self.values["wrong"] = None

    def caught(self, frame, arg):
        kind, error, trace = arg
        if len(self.hits) >= MAX_HITS or not self.acting or not isinstance(error, BaseException):
            return
        if short(heald_drive.type_name(error)) != short(self.lab.error_type):
            return
        if any(h["id"] == id(error) for h in self.hits):
            return
        stack, ordinals, current = [], [], frame
        while current is not None and len(stack) < 400:
            line = current.f_lineno
            record = heald_drive.frame_record(current, line, current.f_lasti, self.lab.root)
            if record["in_app"]:
                stack.append(record)
                ordinals.append(self.ordinals.get(id(current), -1))
            current = current.f_back
        stack.reverse()
        ordinals.reverse()
        for record in inner_frames(trace, frame, self.lab.root):
            stack.append(record)
            ordinals.append(-1)
        self.hits.append({"id": id(error), "type": heald_drive.type_name(error), "message": heald_drive.safe_text(error),
                          "frames": stack, "ordinals": ordinals, "operand": self.operand(frame)})

    def operand(self, frame):
        """Whether the operand that was wrong in production is wrong here too; None when that cannot be told."""
        expression, is_wrong = self.lab.wrong.get("expression") or "", WRONG.get(self.lab.wrong.get("kind"))
        if is_wrong is None or frame.f_code not in self.codes or self.last not in self.codes[frame.f_code] or not plain(expression):
            return None
        held, self.off = self.off, True
        try:
            return bool(is_wrong(eval(expression, frame.f_globals, frame.f_locals)))
        except NameError:
            return None
        except Exception:
            return False
        finally:
            self.off = held


def inner_frames(trace, frame, root):
    """The tree's frames inside one, down to where the error was raised: the anonymous code of a function has frames of its own."""
    while trace is not None and trace.tb_frame is not frame:
        trace = trace.tb_next
    found, trace = [], trace.tb_next if trace is not None else None
    while trace is not None and len(found) < 20:
        record = heald_drive.frame_record(trace.tb_frame, trace.tb_lineno, trace.tb_lasti, root)
        found += [record] if record["in_app"] else []
        trace = trace.tb_next
    return found


WRONG = {"none": lambda value: value is None, "zero": lambda value: value == 0}


def plain(expression):
    """Looking at it changes nothing: names, attributes and subscripts."""
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError):
        return False
    allowed = ("Expression", "Name", "Attribute", "Subscript", "Constant", "Load", "Index", "UnaryOp", "USub")
    return all(type(node).__name__ in allowed for node in ast.walk(tree))


def short(name):
    return name.rsplit(".", 1)[-1]


def same_function(site, qualified):
    wanted = site.get("function") or site["name"]
    return strip_locals(qualified) == strip_locals(wanted) or qualified.endswith(site["name"])


def strip_locals(name):
    return name.replace(".<locals>", "")


class Tail:
    """A stdout that keeps the end of what is written."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self):
        self.parts, self.size = [], 0

    def write(self, text):
        if isinstance(text, str) and self.size < 1 << 20:
            self.parts.append(text)
            self.size += len(text)
        return len(text)

    def flush(self):
        pass

    def isatty(self):
        return False

    def fileno(self):
        return 1

    @property
    def buffer(self):
        return _Buffer(self)

    def text(self):
        return "".join(self.parts)[-2000:]


class _Buffer:
    def __init__(self, tail):
        self.tail = tail

    def write(self, body):
        self.tail.write(bytes(body).decode("utf-8", "replace"))
        return len(body)

    def flush(self):
        pass


def execute_all(request, emit):
    """Runs each drive of the request as a trial of its own."""
    lab = Lab(request)
    warm(lab, request.get("warm") or [])
    for number, drive in enumerate(request["drives"]):
        emit({"drive": number, "outcome": lab.trial(drive)})
    return {"tried": lab.tried}


def warm(lab, modules, until=None):
    """Imports modules once, so that trials need not, if they can be imported without harm: each is tried in a child first. One that ends
    in conftest.py is a path."""
    ready = []
    for module in modules:
        if until is not None and time.monotonic() > until:
            break

        def work(send, module=module):
            sys.stdout = sys.stderr = Tail()
            before = threading.active_count()
            bring(lab, module)
            send({"ok": threading.active_count() == before})
        values, _ = lab.fork(work, max(lab.seconds, 5))
        if values and values[-1].get("ok"):
            held = sys.stdout, sys.stderr
            sys.stdout = sys.stderr = Tail()
            try:
                bring(lab, module)
                ready.append(module)
            except BaseException:
                pass
            finally:
                sys.stdout, sys.stderr = held
    return ready


def bring(lab, module):
    if not module.endswith(".py"):
        return __import__(module)
    import heald_fixtures
    return heald_fixtures.load(lab.root, module)
