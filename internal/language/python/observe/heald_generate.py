"""Makes the neighbouring inputs: the reproduction's own, the calls that it and the existing tests make of the changed functions, and
what differs from one of them in one place."""
import ast
import json
import os
import random
import re
import sys

import heald_drive
import heald_express
import heald_far
import heald_files
import heald_history
import heald_neighbours
import heald_record
import heald_trial

MOST, FEW, SEEDS, EACH = 120, 60, 40, 60


def generate(lab, request):
    """Drives, most telling first, and what is known of their values. The same request gives the same drives."""
    seeds = unique([request["drive"]] + captured(lab, request) + spread(request.get("calls") or []))[:SEEDS]
    for seed in seeds:
        seed["first"] = True
    constants = literals(lab, request)
    constants.update(mentioned(seeds), defaults=defaults(lab, seeds))
    pools = []
    for number, seed in enumerate(seeds + with_files(lab, request["drive"], heald_history.read_by(lab, request["drive"]))):
        rng = random.Random("%s/%d" % (request.get("seed", 1), number))
        pools.append((seed["kind"] in ("command", "startup"), [[d for _, _, d in sorted(((cost, rng.random(), d) for cost, d in slot), key=lambda p: p[:2])[:EACH]]
                      for slot in slots(seed, constants)]))
    known = heald_far.Known(lab.root, seeds, [f["path"] for f in request["functions"]] + [request["drive"].get("path") or ""])
    drives = nearest(unique(seeds + list(rounds(pools))), known)
    if len(drives) < MOST:
        drives = nearest(unique(drives + list(further(drives, constants, random.Random(request.get("seed", 1))))), known)
    return drives, known, constants


def with_files(lab, drive, found):
    """The reproduction beside each of the tree's data files that it reads, so that what they hold is varied as well."""
    given = drive.get("files") or {}
    return [changed(drive, files=dict(given, **{name: text})) for name, text, _ in found if name not in given]


def defaults(lab, seeds):
    """Parameters that may be left out, with their place and default, by the name of the function or class: of the modules that the known
    inputs name."""
    found, names = {}, set()
    for seed in seeds:
        names.update(m for m in re.findall(r"(?:from|import) ([\w.]+)", "\n".join(seed.get("imports") or [])) + [seed.get("module") or ""] if m)
    for name in sorted(names):
        path = getattr(sys.modules.get(name), "__file__", None)
        if not heald_drive.relative(path, lab.root):
            continue
        try:
            with open(path, "rb") as source:
                tree = ast.parse(source.read())
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, optional(node, 0))
            for method in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                    found.setdefault(node.name, optional(method, 1))
                elif isinstance(method, ast.FunctionDef):
                    found.setdefault(method.name, optional(method, 1))
    return found


def optional(function, skipped):
    held = function.args
    places = list(enumerate(held.args[skipped:]))
    given = places[len(places) - len(held.defaults):] if held.defaults else []
    pairs = [(a.arg, place, d) for (place, a), d in zip(given, held.defaults)] + [(a.arg, 99, d) for a, d in zip(held.kwonlyargs, held.kw_defaults)]
    return [(name, place, repr(heald_neighbours.constant(d))) for name, place, d in pairs if isinstance(d, (ast.Constant, ast.UnaryOp))]


def mentioned(seeds):
    """Numbers and words that stand anywhere in the known inputs: what is given at one place may be meant at another."""
    numbers, words = {}, {}
    for seed in seeds:
        for text in [a["expr"] for a in seed.get("args") or []] + [seed.get("receiver") or ""] + [t.partition(" = ")[2] or t for t in seed.get("setup") or []]:
            for part in heald_neighbours.parts(text) if len(text) < 6000 else []:
                for node in [part.node] + (part.node.keys if isinstance(part.node, ast.Dict) else []):
                    value = heald_neighbours.constant(node) if node is not None else None
                    if isinstance(value, str) and 0 < len(value) < 40 and len(words) < 24:
                        words[value] = True
                    elif isinstance(value, (int, float)) and not isinstance(value, bool) and len(numbers) < 24:
                        numbers[repr(value)] = True
    return {"seen numbers": list(numbers), "seen words": list(words)}


def nearest(drives, known):
    """The drives that are worth running: the ones given, then mostly ones like them, some of the right type but unlike them, and ones of
    another type only where there are few others."""
    near = ([], [], [])
    for drive in drives:
        drive["far"] = 0 if drive.get("first") else known.far(drive)
        near[drive["far"]].append(drive)
    given = [d for d in near[0] if d.get("first")]
    like, unlike = [d for d in near[0] if not d.get("first")], near[1]
    found = []
    while like or unlike:
        found += like[:2] + unlike[:1]
        like, unlike = like[2:], unlike[1:]
    found = given + found
    return found[:MOST] + near[2][:max(0, FEW - len(found))]


def further(drives, constants, rng):
    """Neighbours of neighbours, where the first ones are few: an input that crashes does so whatever else is changed."""
    calls = [d for d in drives if d["kind"] not in ("command", "startup")]
    for drive in rng.sample(calls, min(len(calls), 60)):
        for slot in slots(drive, constants):
            for _, other in rng.sample(slot, min(len(slot), 3)):
                yield other


def rounds(pools):
    """One of each seed's slots in turn, so that no argument and no seed takes all. Whole commands are slow and seldom telling: they have
    every fourth turn."""
    queues = [(slow, [iter(slot) for slot in pool]) for slow, pool in pools]
    for turn in range(MOST * 6):
        for slow, queue in queues:
            if queue and not (slow and turn % 4):
                drive = next(queue[(turn // 4 if slow else turn) % len(queue)], None)
                if drive is not None:
                    yield drive


def spread(calls):
    """Recorded calls, one of each function in turn."""
    queues = {}
    for call in calls:
        queues.setdefault((call.get("path"), call.get("function")), []).append(call)
    longest = max([len(q) for q in queues.values()] or [0])
    return [q[n] for n in range(longest) for q in queues.values() if n < len(q)]


def unique(drives):
    held = {}
    for drive in drives:
        name = key(drive)
        if drive.get("traced") and name in held:
            held[name]["traced"] = True
        held.setdefault(name, drive)
    return list(held.values())


def key(drive):
    """Equal for equal inputs."""
    return json.dumps([drive.get(k) or None for k in ("kind", "path", "function", "receiver", "setup", "argv", "stdin", "env", "files", "fixtures")] +
                      [[a.get("name") or "", a["expr"]] for a in drive.get("args") or []], sort_keys=True)


def captured(lab, request):
    """The calls of the changed functions that the reproduction itself makes, a few for each."""
    found = []
    for function in request["functions"]:
        values, _ = lab.fork(lambda send, function=function: capture(lab, request, function, send))
        found += [dict(v, traced=True) for v in values if isinstance(v, dict) and "kind" in v and "inexpressible" not in v]
    return found


def capture(lab, request, function, send):
    import threading
    sys.stdout = sys.stderr = heald_trial.Tail()
    files = heald_files.heard(lab.root)
    state = {"busy": False, "count": 0, "made": {}, "lives": heald_history.Lives(lab)}

    def enter(frame, event, arg):
        code = frame.f_code
        if state["busy"] or event != "call" or frame.f_lasti > 4:
            return None
        if code.co_name == "__init__":
            quietly(state, lambda: heald_record.note_constructor(lab, frame, state["made"]))
        if code.co_name == function["name"] and heald_drive.relative(code.co_filename, lab.root) == function["path"] and state["count"] < 40:
            state["count"] += 1
            if state["count"] in (1, 2, 3, 5, 8, 13, 40):
                quietly(state, lambda: snapshot(lab, frame, function, state, send))
        quietly(state, lambda: state["lives"].note(frame))
        return None
    threading.settrace(enter)
    sys.settrace(enter)
    try:
        heald_drive.execute(request["drive"])
    except BaseException:
        pass  # the reproduction crashes, as it should
    sys.settrace(None)
    files.settle()
    send({"done": True})


def quietly(state, work):
    state["busy"] = True
    try:
        work()
    finally:
        state["busy"] = False


def snapshot(lab, frame, function, state, send):
    """Writes a call down in a fork of its own: looking at values may use them up."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            site = {"file": function["path"], "name": function["name"], "function": function.get("function", "")}
            heald_trial.write(sink, json.dumps(told(lab, frame, site, state)).encode("utf-8"))
        finally:
            os._exit(0)
    os.close(sink)
    body = b""
    while len(body) < 1 << 16:
        part = os.read(source, 1 << 16)
        if not part:
            break
        body += part
    os.close(source)
    os.waitpid(child, 0)
    try:
        send(json.loads(body.decode("utf-8")))
    except ValueError:
        pass


def told(lab, frame, site, state):
    """A call as a drive: by its values, else by what made its receiver."""
    drive = heald_record.frame_drive(lab, frame, site, state["made"], "trace")
    if "inexpressible" in drive:
        try:
            drive = heald_history.drive(lab, frame, site, state["made"], state["lives"]) or drive
        except heald_express.Inexpressible:
            pass
    return drive


def slots(drive, constants):
    """For each place of a drive that holds a value: (cost, drive) with another value there."""
    for name, place, default in (constants.get("defaults") or {}).get((drive.get("function") or "").rsplit(".", 1)[-1], ()):
        if place >= len(drive.get("args") or []) and all(a.get("name") != name for a in drive.get("args") or []) and drive["kind"] in ("function", "method"):
            yield [(cost, changed(drive, args=list(drive.get("args") or []) + [{"name": name, "expr": text, "from": "search"}]))
                   for cost, text in heald_neighbours.few(default, constants)]
    for number, arg in enumerate(drive.get("args") or []):
        yield [(cost, changed(drive, args=[dict(a, expr=text) if n == number else a for n, a in enumerate(drive["args"])]))
               for cost, text in values(arg["expr"], constants)]
    if drive.get("receiver") and drive["receiver"].rstrip().endswith(")"):
        yield [(cost, changed(drive, receiver=text)) for cost, text in values(drive["receiver"], constants) if text != "None"]
    for number, statement in enumerate(drive.get("setup") or []):
        yield [(cost, changed(drive, setup=drive["setup"][:number] + others + drive["setup"][number + 1:]))
               for cost, others in statements(statement, constants)]
    for key in ("argv", "files", "env"):
        yield from texts(drive, key, constants)


def statements(statement, constants):
    """What may stand instead of one statement of the setup: an assignment of another value; a call with another argument, no call, or two."""
    target, equals, value = statement.partition(" = ")
    if "\n" in statement:
        return
    if equals and target.replace(".", "").isidentifier():
        for cost, text in values(value, constants):
            yield cost, [target + equals + text]
    elif re.match(r"[\w.]+\(.*\)$", statement):
        yield 1, []
        yield 1.1, [statement, statement]
        for cost, text in values(statement, constants):
            if text.startswith(statement[:statement.index("(") + 1]):
                yield cost, [text]


def texts(drive, key, constants):
    """The same for what a drive holds as plain text: command line, files and environment."""
    held = drive.get(key) or {}
    items = list(enumerate(held)) if isinstance(held, list) else sorted(held.items())
    for at, text in items[1:] if isinstance(held, list) else items:
        options = []
        for cost, source in values(repr(text), constants):
            value = quiet_eval(source)
            if isinstance(value, str):
                made = [value if n == at else t for n, t in enumerate(held)] if isinstance(held, list) else dict(held, **{at: value})
                options.append((cost, changed(drive, **{key: made})))
        yield options


def quiet_eval(source):
    try:
        return ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return None


def changed(drive, **parts):
    return {k: v for k, v in dict(drive, **parts).items() if k not in ("first", "traced", "far")}


def values(text, constants):
    return [] if len(text) > 6000 else list(heald_neighbours.neighbours(text, constants))


def literals(lab, request):
    """What the changed functions compare with and mention: numbers with both neighbours, and texts."""
    numbers, words, named = {}, {}, {}
    for function in request["functions"]:
        try:
            with open(os.path.join(lab.root, function["path"]), "rb") as source:
                tree = ast.parse(source.read())
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and function["first"] <= node.lineno <= function["last"]:
                if isinstance(node.value, str) and 0 < len(node.value) < 40:
                    words[node.value] = True
                elif isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
                    for near in (node.value, node.value - 1, node.value + 1):
                        numbers[repr(near)] = True
        for table in heald_far.tables(tree):  # what the module knows by name is the likeliest of all
            named.update(dict.fromkeys(sorted(table)[:6], True))
    return {"numbers": sorted(numbers)[:24], "words": sorted(words)[:12] + [w for w in sorted(named)[:12] if w not in words]}


def shown(drive):
    """A drive as a person would write it."""
    args = ", ".join(("%s=%s" % (a["name"], a["expr"])) if a.get("name") else a["expr"] for a in drive.get("args") or [])
    kind = drive.get("kind")
    if kind == "handler":
        text = drive.get("receiver") or ""
    elif kind == "startup":
        text = "import " + (drive.get("module") or "")
    elif kind == "command" and not drive.get("function"):
        text = " ".join(drive.get("argv") or [drive.get("module") or drive.get("path") or ""])
    elif kind == "method" and drive.get("receiver"):
        text = "%s.%s(%s)" % (drive["receiver"], drive["function"].rsplit(".", 1)[-1], args)
    else:
        text = "%s(%s)" % (drive.get("function"), args)
    if drive.get("setup"):
        text = "; ".join(drive["setup"] + [text])
    for name, value in sorted((drive.get("files") or {}).items()):
        text += ", %s = %r" % (name, value)
    for name, value in sorted((drive.get("env") or {}).items()):
        text += ", %s=%s" % (name, value)
    return text if len(text) <= 300 else text[:297] + "..."
