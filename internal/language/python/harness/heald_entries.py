"""Real entries: commands, start-up, HTTP handlers, driven with what the log, the documents and the repository's files say."""
import ast
import json
import os
import re
import shlex
import sys
import urllib.parse

import heald_apps
import heald_bodies
import heald_drive
import heald_express
import heald_idle
import heald_fixtures
import heald_inputs
import heald_stdin
import heald_trial

COMMANDS, REQUESTS = 120, 60
READ = 4  # command lines that are tried with a standard input
DOCUMENTS = (".md", ".rst", ".txt", ".sh", ".toml", ".cfg", ".yml", ".yaml", ".service", ".ini")


def real(lab, inputs, request):
    """Yields drives of the outermost frames, the best evidence first."""
    if not lab.sites:
        return
    yield from handlers(lab, inputs, request)
    yield from startups(lab)
    yield from commands(lab, inputs, request)


# --- commands ---------------------------------------------------------------------------------------------------

def commands(lab, inputs, request):
    path = lab.sites[0]["file"]
    if not runnable(inputs, path, lab.sites[0]):
        return
    base = {"kind": "command", "path": path, "module": as_module(lab, path), "function": "", "args": [], "evidence": "trace"}
    for argv, origin in unique(limited(command_lines(lab, inputs, base), COMMANDS)):
        yield {**base, "argv": [path] + argv, "evidence": origin}
    read = heald_stdin.values(inputs, readers(lab, inputs, path))
    for argv, _ in limited(unique(command_lines(lab, inputs, base)), READ) if read else ():
        for value in read:
            yield {**base, "argv": [path] + argv, "stdin": value.expr, "evidence": value.origin}


def readers(lab, inputs, path):
    """The code of a trace's first file that its frames run."""
    found = [inputs.function_node(path, s.get("function") or s["name"], s["line"]) for s in lab.sites if s["file"] == path and s["name"] != "<module>"]
    tree = inputs.tree(path)
    return [f for f in found if f is not None] + ([tree] if tree is not None else [])


def unique(pairs):
    seen = set()
    for argv, origin in pairs:
        if tuple(argv) not in seen:
            seen.add(tuple(argv))
            yield argv, origin


def limited(values, count):
    for value in values:
        if count <= 0:
            return
        count -= 1
        yield value


def runnable(inputs, path, site):
    """A script: run by its path or as __main__, not only imported."""
    if site["name"] == "<module>" or os.path.basename(path) == "__main__.py":
        return True
    tree = inputs.tree(path)
    return tree is not None and any("__name__" in names(n.test) for n in tree.body if isinstance(n, ast.If))


def names(node):
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def as_module(lab, path):
    """The dotted name a file is run by with -m, or empty when it is run by its path."""
    name = heald_express.module_name(path, lab.import_roots)
    if name.endswith(".__main__"):
        return name[:-len(".__main__")]
    folder = os.path.join(lab.root, os.path.dirname(path))
    return name if os.path.exists(os.path.join(folder, "__init__.py")) else ""


def command_lines(lab, inputs, base):
    shown = list(documented(lab, base))
    yield from shown
    for argv, _ in shown[:6]:
        yield from filled(inputs, argv)
    parsers = lab_parser(lab, base)
    if parsers:
        yield from parsed(lab, inputs, parsers)
    else:
        yield from plain(inputs, base)


def documented(lab, base):
    """Command lines that documents, scripts and docstrings show for this very script or module."""
    marks = [m for m in (base["module"], base["path"], os.path.basename(base["path"])) if m and m != "__main__.py"]
    for text in documents(lab.root):
        for line in text.splitlines():
            found = next((m for m in marks if m in line), None)
            if found is None or len(line) > 400 or not re.search(r"python|\$ |^\s*(\./|[-*`>]|%s)" % re.escape(found), line):
                continue
            rest = re.split(r"[|>&;`]|\s#", line.split(found, 1)[1])[0]
            try:
                argv = shlex.split(rest)
            except ValueError:
                continue
            if not rest or rest[0] in " \t\"'":
                yield [a.rstrip(",") for a in argv], "call site"


PLACEHOLDER = re.compile(r"[A-Z][A-Z_]*|<[^>]*>|\[[^\]]*\]|\{[^}]*\}|\.\.\.")


def filled(inputs, argv):
    """A documented command line with its placeholders replaced by words of the evidence."""
    holes = [n for n, word in enumerate(argv) if PLACEHOLDER.fullmatch(word)]
    pool = sorted((heald_inputs.Value(v, o, c) for v, o, c in tokens(inputs, False)), key=lambda v: v.cost)[:24]
    if not holes or len(holes) > 3 or not pool:
        return
    for indexes in heald_inputs.best_first([[v.cost for v in pool]] * len(holes), 30):
        made = list(argv)
        for hole, index in zip(holes, indexes):
            made[hole] = pool[index].expr
        yield made, "call site"


def documents(root):
    held = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("venv", "node_modules"))
        for name in sorted(files):
            if name.endswith(DOCUMENTS + (".py",)) or name in ("Makefile", "Procfile", "Dockerfile", "README", "justfile"):
                try:
                    with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as source:
                        held.append(source.read(60000))
                except OSError:
                    pass
            if len(held) > 400:
                return held
    return held


def lab_parser(lab, base):
    """What the command's argument parser accepts, learned by running the command up to the moment it parses."""
    def work(send):
        import argparse
        sys.stdout = sys.stderr = heald_trial.Tail()
        heald_idle.watch()

        def told(parser, *args, **kwargs):
            send({"parsers": list(describe(parser, []))})
            os._exit(0)
        argparse.ArgumentParser.parse_args = argparse.ArgumentParser.parse_known_args = told
        heald_drive.execute({**base, "argv": [base["path"]]})
    values, _ = lab.fork(work)
    return values[-1]["parsers"] if values else None


def describe(parser, before):
    """Each way through the sub-commands, with its options."""
    import argparse
    actions, nested = [], []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            nested = sorted(action.choices.items())
        elif not isinstance(action, argparse._HelpAction) and not isinstance(action, argparse._VersionAction):
            actions.append({"options": list(action.option_strings), "dest": action.dest, "required": bool(action.required),
                            "choices": [str(c) for c in action.choices] if action.choices else None, "nargs": str(action.nargs),
                            "type": getattr(action.type, "__name__", "") if action.type else "", "flag": action.nargs == 0,
                            "default": None if action.default in (None, argparse.SUPPRESS) else str(action.default),
                            "hint": "%s %s %s" % (action.dest, action.metavar or "", action.help or "")})
    if not nested:
        yield before + [("options", actions)]
    for name, inner in nested:
        yield from describe(inner, before + [("options", actions), ("word", name)])


def parsed(lab, inputs, parsers):
    """Argument lists for each way through a parser: what it needs, then each further option, with values that the evidence offers."""
    traced = {s["name"] for s in lab.sites} | {os.path.basename(s["file"])[:-3] for s in lab.sites} | set(inputs.words)
    ways = sorted(parsers, key=lambda way: 0 if any(kind == "word" and what.replace("-", "_") in traced for kind, what in way) else 1)
    for way in ways:
        columns = []
        for kind, what in way:
            if kind == "word":
                columns.append([heald_inputs.Value((what,), "log", 0)])
                continue
            for action in sorted(what, key=lambda a: not a["options"]):
                columns.append(option(inputs, action))
        made = columns or [[heald_inputs.Value((), "search", 0)]]
        for indexes in heald_inputs.best_first([[v.cost for v in c] for c in made], max(20, COMMANDS // len(ways))):
            picked = [c[i] for c, i in zip(made, indexes)]
            yield [w for v in picked for w in v.expr], "log" if any(v.origin == "log" for v in picked) else "search"


def option(inputs, action):
    values = option_values(inputs, action)
    if not action["options"]:
        found = [heald_inputs.Value((v,), o, c) for v, o, c in values]
        if action["nargs"] in ("?", "*"):
            found.append(heald_inputs.Value((), "search", 1))
        return sorted(found, key=lambda v: v.cost)
    name = max(action["options"], key=len)
    if action["flag"]:
        found = [heald_inputs.Value((name,), "search", 1.5)]
    else:
        found = [heald_inputs.Value((name, v), o, c + (0 if action["required"] else 1)) for v, o, c in values]
    if not action["required"]:
        found.append(heald_inputs.Value((), "search", 0.8))
    return sorted(found, key=lambda v: v.cost)


def option_values(inputs, action):
    if action["choices"]:
        return [(c, "log" if c in inputs.words else "search", (0 if c in inputs.words else 0.5) + 0.1 * n) for n, c in enumerate(action["choices"][:12])]
    found = [(v, "log", 0) for v in inputs.fields.get(action["dest"], ())]
    found += [(v.expr, v.origin, v.cost / 2 + 0.02 * n) for n, v in enumerate(inputs.literals_called(action["dest"]))]
    if action["type"] in ("int", "float"):
        found += [(w, "log", 0.6) for w in inputs.words if re.fullmatch(r"-?\d+", w)][:4]
        return found + [("1", "search", 1), ("2", "search", 1.2), ("0", "search", 1.3), ("50", "search", 1.6)]
    is_path = bool(re.search(r"path|file|feed|input|source|folder|dir|csv|json|database|config", action["hint"], re.I))
    found += tokens(inputs, is_path)
    if action["default"]:
        found.append((action["default"], "call site", 1.5))
    return found or [("x", "search", 2)]


def tokens(inputs, is_path):
    """Words that can be arguments: files of the repository, words of the log, keys of the program's tables."""
    found = []
    for number, path in enumerate(inputs.data[:24]):
        told = path in inputs.words or os.path.basename(path) in inputs.words
        found.append((path, "log" if told else "trace", (0 if told else 0.6 if is_path else 1.1) + (0.05 if is_path else 0.2) * number))
    for number, folder in enumerate(sorted({os.path.dirname(p) for p in inputs.data if "/" in p})[:4]):
        found.append((folder, "trace", (1.0 if is_path else 2.6) + 0.05 * number))
    for number, word in enumerate(inputs.words[:24]):
        if word not in inputs.data:
            found.append((word, "log", (1.6 if is_path else 0.5) + 0.04 * number))
    entry = constants(inputs, inputs.lab.sites[:1])
    for number, key in enumerate(entry[:8]):
        found.append((key, "call site", 0.55 + 0.05 * number))
    for number, key in enumerate(constants(inputs, inputs.lab.sites[1:])[:16]):
        found.append((key, "search", (2.6 if is_path else 1.3) + 0.05 * number))
    for number, word in enumerate(heald_inputs.data_words(inputs)[:20]):
        found.append((word, "trace", (2.4 if is_path else 1.2) + 0.04 * number))
    for number, word in enumerate(named(inputs)[:16]):
        found.append((word, "trace", (2.5 if is_path else 1.25) + 0.05 * number))
    return sorted(found, key=lambda f: f[2])


def named(inputs):
    """Names of parts that a user may ask for: sections of settings, and modules that nothing imports."""
    found = []
    for path in inputs.data[:24]:
        if path.endswith((".ini", ".cfg", ".toml", ".conf")):
            try:
                with open(path, encoding="utf-8", errors="replace") as source:
                    found += re.findall(r"^\[([\w.-]{2,40})\]", source.read(20000), re.M)
            except OSError:
                continue
    files = [p for p in heald_inputs.python_files(inputs.lab.root) if "test" not in p and not os.path.basename(p).startswith("__")]
    brought = {name for p in files for n in ast.walk(inputs.tree(p) or ast.Module([], [])) if isinstance(n, (ast.Import, ast.ImportFrom))
               for a in n.names for name in (a.name + "." + (getattr(n, "module", "") or "")).split(".")}
    stems = [os.path.basename(p)[:-3] for p in files if p not in {s["file"] for s in inputs.lab.sites}]
    return list(dict.fromkeys(found + [s for s in stems if s not in brought]))


def constants(inputs, sites):
    """Keys of tables, and names that the code compares with."""
    found = []
    for site in sites:
        tree = inputs.tree(site["file"])
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Dict):
                found += [k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
            elif isinstance(node, ast.Compare):
                found += [c.value for side in node.comparators for c in ast.walk(side) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
    return [k for n, k in enumerate(found) if k and k not in found[:n] and not k.startswith("__") and len(k) < 40]


def plain(inputs, base):
    """Argument lists of a script that reads sys.argv itself."""
    used = argv_width(inputs, base["path"])
    pool = [heald_inputs.Value(v, o, c) for v, o, c in tokens(inputs, True)]
    merged = sorted(pool, key=lambda v: v.cost)[:30]
    yield [], "trace"
    for width in used:
        for indexes in heald_inputs.best_first([[v.cost for v in merged]] * width if merged else [], COMMANDS // len(used)):
            picked = [merged[i] for i in indexes]
            if len({v.expr for v in picked}) == width:
                yield [v.expr for v in picked], "log" if any(v.origin == "log" for v in picked) else "trace"


def argv_width(inputs, path):
    """How many arguments a script may want, the likeliest first."""
    tree = inputs.tree(path)
    if tree is None or not any(isinstance(n, ast.Attribute) and n.attr == "argv" for n in ast.walk(tree)):
        return [1]
    highest = max([n.slice.value for n in ast.walk(tree) if isinstance(n, ast.Subscript) and "argv" in ast.dump(n.value)
                   and isinstance(n.slice, ast.Constant) and isinstance(n.slice.value, int)] + [0])
    mains = [len(n.args.args) for n, name in heald_inputs.definitions(tree) if n.name == "main"]
    wanted = [w for w in [highest] + mains if 0 < w <= 4]
    return list(dict.fromkeys(wanted + [1, 2]))


# --- start-up ---------------------------------------------------------------------------------------------------

def startups(lab):
    """Importing a module whose top level is in the trace, the innermost first: it needs the least."""
    for site in reversed(lab.sites):
        name = heald_express.module_name(site["file"], lab.import_roots)
        if site["name"] == "<module>" and not name.endswith("__main__"):
            yield {"kind": "startup", "module": name, "path": site["file"], "function": "", "args": [], "evidence": "trace"}


# --- HTTP -------------------------------------------------------------------------------------------------------

def handlers(lab, inputs, request):
    requests = (request.get("evidence") or {}).get("requests") or []
    asked = [r for one in requests or guessed_requests(inputs) for r in heald_bodies.of(lab, inputs, one)]
    for make in entries(lab, inputs):
        for one in asked[:REQUESTS]:
            drive = make(one)
            if drive:
                drive["evidence"] = "log" if requests else "search"
                yield drive


LIFTED = 6


def lifted(lab, inputs, request, drive):
    """Requests whose body is what a function inside was given: what breaks it there may come in from a client."""
    bodies = []
    for arg in drive.get("args") or []:
        try:
            value = ast.literal_eval(arg["expr"])
            bodies += [json.dumps(value)] if isinstance(value, (dict, list)) else []
        except (ValueError, TypeError, SyntaxError):
            continue
    lab.lifts = getattr(lab, "lifts", 0) + bool(bodies)
    if not bodies or lab.lifts > LIFTED or drive["kind"] == "handler":
        return
    requests = (request.get("evidence") or {}).get("requests") or guessed_requests(inputs) or [{"method": "POST", "path": "/", "body": ""}]
    for make in entries(lab, inputs):
        for one in [r for r in requests if r["method"] not in ("GET", "HEAD", "DELETE", "OPTIONS")][:8]:
            for body in bodies:
                made = make(dict(one, body=body))
                if made:
                    yield dict(made, evidence="search")


def guessed_requests(inputs):
    """Paths that the repository itself mentions, when the log tells of no request."""
    found = []
    for path in heald_inputs.python_files(inputs.lab.root):
        tree = inputs.tree(path)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"/[\w/<>{}:.?=&%-]*", node.value):
                told = re.sub(r"<[^>]*>|\{[^}]*\}", inputs.words[0] if inputs.words and re.fullmatch(r"\w+", inputs.words[0]) else "1", node.value)
                if told not in [f["path"] for f in found]:
                    found += [{"method": method, "path": told, "body": ""} for method in ("GET", "POST")]
    return found[:REQUESTS]


def entries(lab, inputs):
    """Makers of drives, one for each way into the service over HTTP that the trace can have taken."""
    made = []
    for site in lab.sites:
        if re.fullmatch(r"do_[A-Z]+", site["name"]) and site.get("function", "").count(".") == 1:
            made += [http_server(lab, site), http_handler(lab, site)]
        node = inputs.function_node(site["file"], site.get("function") or site["name"], site["line"])
        arguments = [a.arg for a in node.args.args if a.arg != "self"] if node is not None else []
        if arguments[:2] == ["environ", "start_response"] or arguments[:2] == ["env", "start_response"]:
            made.append(wsgi(lab, inputs, site))
    made += fixtures(lab, inputs) + heald_apps.applications(lab, inputs)
    return [m for m in made if m]


def http_server(lab, site):
    """A request as its bytes come in at the handler's own constructor."""
    module, kind = heald_express.module_name(site["file"], lab.import_roots), site["function"].split(".")[0]

    def make(request):
        if "do_" + request["method"] != site["name"]:
            return None
        body, media = payload(request)
        head = "%s %s HTTP/1.1\r\n" % (request["method"], request["path"])
        if body:
            head += "Content-Type: %s\r\nContent-Length: %d\r\n" % (media, len(body))
        return {"kind": "handler", "module": module, "path": site["file"], "function": site["function"], "args": [],
                "imports": ["import io", "from unittest import mock", "from %s import %s" % (module, kind)],
                "setup": ["request = mock.Mock()", "request.makefile.return_value = io.BytesIO(%r)" % (head.encode() + b"\r\n" + body)],
                "receiver": "%s(request, ('127.0.0.1', 0), None)" % kind}
    return make


def http_handler(lab, site):
    """The same for a handler whose constructor wants more: the request is put into an empty one."""
    module, kind = heald_express.module_name(site["file"], lab.import_roots), site["function"].split(".")[0]

    def make(request):
        if "do_" + request["method"] != site["name"]:
            return None
        body, media = payload(request)
        line = "%s %s HTTP/1.1" % (request["method"], request["path"])
        headers = "Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (media, len(body))
        return {"kind": "handler", "module": module, "path": site["file"], "function": site["function"], "args": [],
                "imports": ["import http.client", "import io", "from %s import %s" % (module, kind)],
                "setup": ["handler = %s.__new__(%s)" % (kind, kind), "handler.rfile, handler.wfile = io.BytesIO(%r), io.BytesIO()" % body,
                          "handler.command, handler.path, handler.request_version = %r, %r, 'HTTP/1.1'" % (request["method"], request["path"]),
                          "handler.requestline, handler.client_address, handler.server = %r, ('127.0.0.1', 0), None" % line,
                          "handler.headers = http.client.parse_headers(io.BytesIO(%r))" % headers.encode(), "handler.close_connection = True"],
                "receiver": "handler.%s()" % site["name"]}
    return make


def wsgi(lab, inputs, site):
    module = heald_express.module_name(site["file"], lab.import_roots)
    qualified = site.get("function") or site["name"]
    if "." in qualified:
        owner = qualified.split(".")[0]
        target, bring = instance_of(module, owner) or (owner + "()", owner)
    else:
        target, bring = qualified, qualified

    def make(request):
        path, _, query = request["path"].partition("?")
        body, media = payload(request)
        environ = {"REQUEST_METHOD": request["method"], "PATH_INFO": path, "QUERY_STRING": query}
        setup = ["environ = %r" % environ]
        if body:
            setup.append("environ.update({'CONTENT_TYPE': %r, 'CONTENT_LENGTH': %r, 'wsgi.input': io.BytesIO(%r)})" % (media, str(len(body)), body))
        return {"kind": "handler", "module": module, "path": site["file"], "function": qualified, "args": [],
                "imports": ["import io", "from wsgiref.util import setup_testing_defaults", "from %s import %s" % (module, bring)],
                "setup": setup + ["setup_testing_defaults(environ)"],
                "receiver": "list(%s(environ, lambda status, headers, exc_info=None: None))" % target}
    return make


def instance_of(module, owner):
    held = sys.modules.get(module)
    for name, value in sorted(vars(held).items()) if held else ():
        if type(value).__name__ == owner:
            return name, name
    return None


CLIENTS = {"werkzeug.test.Client": "werkzeug", "starlette.testclient.TestClient": "starlette"}
APPLICATIONS = {"flask.app.Flask": "flask", "fastapi.applications.FastAPI": "fastapi", "starlette.applications.Starlette": "starlette"}


def fixtures(lab, inputs):
    """Makers of requests through the clients and applications that the repository's own fixtures give its tests: they know how the
    service is set up for one."""
    found = []
    if not inputs.fixtures:
        return found
    here = os.path.join(os.path.relpath(os.getcwd(), lab.root), "")
    for conftest in [c for c in heald_fixtures.conftests(lab.root) if here == "./" or c.startswith(here)][:6]:
        heald_trial.warm(lab, [conftest])
        values, _ = lab.fork(lambda send, conftest=conftest: send({"offers": offers(lab.root, conftest)}), 6)
        offered = values[-1]["offers"] if values else []
        found += [through_fixture(lab, conftest, offer) for offer in offered if offer not in [f.offer for f in found]]
    return sorted(found, key=lambda make: "client" not in make.offer)[:3]


def offers(root, conftest):
    """What the fixtures beside one conftest.py are, as far as a request can be sent to it."""
    sys.stdout = sys.stderr = heald_trial.Tail()
    found = []
    for name in sorted(heald_fixtures.visible(root, conftest))[:24]:
        try:
            value = heald_fixtures.made(root, conftest, [name])[name]
        except BaseException:
            continue  # it wants what only a run of pytest has, or skips
        for base in (type(value).__mro__ if type(value) is not type else ()):
            known = "%s.%s" % (base.__module__, base.__qualname__)
            application = getattr(value, "application", value)
            quiet = getattr(application, "testing", True) is False
            if known in CLIENTS:
                found.append({"fixture": name, "client": CLIENTS[known], "quiet": quiet})
            elif known in APPLICATIONS:
                found.append({"fixture": name, "application": APPLICATIONS[known], "quiet": quiet})
    return found


def through_fixture(lab, conftest, offer):
    name, site = offer["fixture"], lab.sites[0]
    at = {"module": heald_express.module_name(site["file"], lab.import_roots), "path": site["file"], "function": site.get("function") or site["name"]}

    def make(request):
        drive = {"kind": "handler", **at, "args": [], "imports": [], "setup": [], "fixtures": [name], "conftest": conftest, "receiver": name}
        if offer.get("application") == "flask":
            drive["receiver"] = name + ".test_client()"
        elif "application" in offer:
            drive["imports"] = ["from %s.testclient import TestClient" % offer["application"]]
            drive["receiver"] = "TestClient(%s)" % name
        if offer["quiet"]:  # else the application turns its errors into answers
            drive["setup"] = ["%s.testing = True" % (name + ".application" if "client" in offer else name)]
        drive["receiver"] += ".%s(%r%s)" % (request["method"].lower(), request["path"], heald_apps.content_of(request))
        return drive
    make.offer = offer
    return make


def payload(request):
    """The request's body as its bytes, and their media type."""
    body = request.get("body") or ""
    if request.get("form"):
        return urllib.parse.urlencode(json.loads(body)).encode("ascii"), "application/x-www-form-urlencoded"
    return body.encode("utf-8"), "application/json"
