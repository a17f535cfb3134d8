"""Calls that nobody was seen to make: of the changed functions and of what calls them, with receivers from the repository's own data and
loaders, and arguments that the receiver itself knows. An engineer who wants to see a function work would write these by hand."""
import ast
import os
import re
import sys

import heald_drive
import heald_express
import heald_files
import heald_history
import heald_inputs
import heald_search
import heald_trial

FUNCTIONS, RECEIVERS, EACH, MOST, WORDS = 8, 6, 14, 120, 24
NO_DATA = (".md", ".rst", ".lock", ".toml", ".pyc", ".so", ".png", ".jpg", ".gz", ".zip")
SAID = ("annotation", "test", "call site", "log", "trace")
PLACE = r"path|file|source|folder|dir|root|name$"


def drives(lab, request):
    """The calls, one of each function in turn. They are made in a child, so that what they import stays away from what is observed."""
    def work(send):
        sys.stdout = sys.stderr = heald_trial.Tail()
        queues = [queue for queue in Direct(lab, request).queues() if queue]
        known = zones(request["drive"])
        found = [queue[n] for n in range(EACH * RECEIVERS) for queue in queues if n < len(queue)]
        found = [drive for drive in found if not known or zones(drive) <= known]
        send({"drives": found[:MOST]})
    values, _ = lab.fork(work, 6)
    return values[0]["drives"] if values and "drives" in values[0] else []


def zones(drive):
    """Whether the moments that a drive makes know their zone: no two sorts of one type are alike. Those of a reproduction are known to come."""
    texts = [drive.get("receiver") or ""] + [a["expr"] for a in drive.get("args") or []] + (drive.get("setup") or [])
    found = set()
    for text in texts:
        try:
            calls = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)]
        except (SyntaxError, ValueError, RecursionError):
            continue
        for call in calls:
            if getattr(call.func, "attr", getattr(call.func, "id", "")) == "datetime" and len(call.args) > 2:
                found.add(len(call.args) > 7 or any(k.arg == "tzinfo" for k in call.keywords))
    return found


def with_files(lab, drive):
    """A call beside each of the tree's files that it reads, or that lie where it is told to look, for their contents to be varied. What an
    import reads is left out."""
    held, given = lab.early, drive.get("files") or {}
    found = heald_history.read_by(lab, drive)
    lab.early = held
    texts = {name: text for name, text, early in found if not early} or named(drive)
    return [dict(drive, files=dict(given, **{name: text})) for name, text in sorted(texts.items()) if name not in given]


def named(drive):
    """The small texts that a call's arguments name, or whose folder they name."""
    said, found = [literal(a["expr"]) for a in drive.get("args") or []], {}
    for path in data():
        if (path in said or os.path.dirname(path) in said) and len(found) < 4 and os.path.getsize(path) <= heald_history.Reads.SIZE:
            try:
                with open(path, "rb") as source:
                    found[path] = heald_history.legible(source.read())
            except OSError:
                continue
    return {path: text for path, text in found.items() if text}


class Hand(heald_inputs.Inputs):
    """Inputs that prefer what lies in the repository to what is made up."""

    def guesses(self, name, shape, hint):
        folders = sorted({os.path.dirname(path) for path in self.data if os.path.dirname(path)})
        path = getattr(hint, "__name__", "") == "Path"
        if not path and (hint not in (str, None) or not re.search(PLACE, name)):
            return super().guesses(name, shape, hint)
        places = folders[:4] + self.data[:8] if re.search(r"folder|dir|root", name) else self.data[:8] + folders[:4]
        form, imports = ("pathlib.Path(%r)", ["import pathlib"]) if path else ("%r", [])
        return [heald_inputs.Value(form % place, "fixture", 0.6 + 0.05 * n, imports) for n, place in enumerate(places)] + super().guesses(name, shape, hint)


class Direct:
    """The calls of one round."""

    def __init__(self, lab, request):
        self.lab, self.request = lab, request
        asked = {"root": lab.root, "import_roots": lab.import_roots, "sites": [], "evidence": {"data": data()}}
        self.search = heald_search.Search(asked, lambda value: None)
        self.search.inputs = self.inputs = Hand(self.search.lab, asked["evidence"])
        self.search.lab.sites = self.sites = self.functions()
        self.search.lab.names = {}

    def functions(self):
        """The changed functions, then what calls them, outward."""
        found = [{"file": f["path"], "name": f["name"], "function": f.get("function") or f["name"], "line": f["first"]} for f in self.request["functions"]]
        for site in found:
            if len(found) >= FUNCTIONS:
                break
            for caller in self.callers(site):
                if all((caller["file"], caller["function"]) != (s["file"], s["function"]) for s in found):
                    found.append(caller)
        return found[:FUNCTIONS]

    def callers(self, site):
        """Functions that call one, or that import its module when they run. Of nested ones the outermost: the others have no name outside."""
        parts = site["function"].split(".")
        called = parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]
        module = heald_express.module_name(site["file"], self.lab.import_roots)
        for path, mention in self.inputs.call_sites(called) + self.importing(module):
            inside = [(node, name) for node, name in heald_inputs.definitions(self.inputs.tree(path)) if node.lineno <= mention.lineno <= (node.end_lineno or 0)]
            if inside and "test" not in path:
                yield {"file": path, "name": inside[0][0].name, "function": inside[0][1], "line": inside[0][0].lineno}

    def importing(self, module):
        """The import statements of a module: (path, statement)."""
        found = []
        for path in heald_inputs.python_files(self.lab.root):
            tree = self.inputs.tree(path)
            for node in ast.walk(tree) if tree else ():
                if isinstance(node, ast.ImportFrom):
                    base = heald_inputs.absolute(heald_express.module_name(path, self.lab.import_roots), path, node)
                    names = [base] + ["%s.%s" % (base, a.name) for a in node.names]
                else:
                    names = [a.name for a in node.names] if isinstance(node, ast.Import) else ()
                found += [(path, node)] if module in names else []
        return found

    def queues(self):
        modules = list(dict.fromkeys(heald_express.module_name(site["file"], self.lab.import_roots) for site in self.sites))
        heald_trial.warm(self.lab, [m for m in modules if m not in sys.modules and not m.endswith("__main__")])
        heald_trial.warm(self.lab, self.search.class_modules(modules)[:8])
        return [list(self.calls(site)) for site in self.sites]

    def calls(self, site):
        target = self.search.target(site)
        node = self.inputs.function_node(site["file"], site["function"], site["line"])
        if target is None or node is None:
            return
        base = {"kind": "method" if target["owner"] else "function", "module": target["module"], "path": site["file"], "function": target["qualified"]}
        heald_search.heald_lazy(base, node, target)
        columns = self.search.columns(target, node, ())
        receivers = columns[0][1] if columns and columns[0][2] == "receiver" else None
        if receivers is None:
            yield from self.combined(base, target, columns)
            return
        made = [list(self.combined(base, target, self.told([("", [r], "receiver")] + columns[1:], words))) for r, words in self.receivers(target, receivers)]
        yield from (queue[n] for n in range(EACH) for queue in made if n < len(queue))

    def receivers(self, target, invented):
        """Receivers that can be made, each with the plain values that it holds: those of the reproduction, then those that hold most."""
        owner, own = target["owner"], []
        drive = self.request["drive"]
        if (drive.get("function") or "").split(".")[0] == owner.__name__ and drive.get("receiver"):
            own.append(heald_inputs.Value(drive["receiver"], "trace", 0, drive.get("imports") or [], drive.get("setup") or []))
        held = [(value, self.holds(value)) for value in heald_inputs.unique(own + invented)[:3 * RECEIVERS]]
        held = [(value, words) for value, words in held if words is not None]
        return held[:1] + sorted(held[1:], key=lambda h: (not h[1], h[0].cost))[:RECEIVERS]

    def holds(self, value):
        """The plain values inside an object, as source; None when it cannot be made."""
        def work(send):
            sys.stdout = sys.stderr = heald_trial.Tail()
            files = heald_files.heard(self.lab.root)
            try:
                space = heald_drive.prepare({"kind": "function", "imports": list(value.imports), "setup": list(value.setup)})
                send({"words": plain(heald_drive.evaluate(value.expr, space))})
            except BaseException:
                send({"words": None})
            files.settle()
        values, _ = self.lab.fork(work, 1)
        return values[0]["words"] if values else None

    @staticmethod
    def told(columns, words):
        """The columns with what the receiver knows among the arguments, where the type fits."""
        found = []
        for name, values, manner in columns:
            kinds = {kind_of(v.expr) for v in values if v.origin in SAID} - {""} or {kind_of(v.expr) for v in values}
            kinds |= {"int"} if "float" in kinds else set()
            fit = [heald_inputs.Value(word, "fixture", 0.4 + 0.03 * n) for n, word in enumerate(words) if kind_of(word) in kinds]
            found.append((name, heald_inputs.unique(fit + values) if manner in ("positional", "keyword") else values, manner))
        return found

    def combined(self, base, target, columns):
        if not all(values for _, values, _ in columns):
            return
        for indexes in heald_inputs.best_first([[v.cost for v in values] for _, values, _ in columns], EACH):
            picked = [values[i] for (_, values, _), i in zip(columns, indexes)]
            drive = heald_search.assemble(dict(base), target, columns, picked)
            drive["guessed"] = any(v.origin == "search" for v in picked)
            yield drive


def literal(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError):
        return None


def kind_of(text):
    value = literal(text)
    return "" if value is None else type(value).__name__


def plain(value):
    """Texts and numbers inside an object, outermost first."""
    found, queue, seen = {}, [value], set()
    while queue and len(seen) < 200 and len(found) < WORDS:
        held = queue.pop(0)
        if isinstance(held, (str, int, float)) and not isinstance(held, bool):
            if len(repr(held)) < 60:
                found[repr(held)] = True
            continue
        if id(held) in seen or held is None:
            continue
        seen.add(id(held))
        if isinstance(held, dict):
            queue += list(held)[:20] + list(held.values())[:20]
        elif isinstance(held, (list, tuple, set, frozenset)):
            queue += sorted(held, key=repr)[:20] if isinstance(held, (set, frozenset)) else list(held)[:20]
        elif hasattr(held, "__dict__") and not isinstance(held, type):
            queue += [v for _, v in sorted(vars(held).items())]
    return list(found)


def data():
    """The repository's small data files, from the working folder."""
    found = []
    for folder, folders, files in os.walk("."):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")) and f not in ("venv", "node_modules", "site-packages"))
        for name in sorted(files):
            path = os.path.normpath(os.path.join(folder, name))
            if "." in name[1:] and not name.startswith(".") and not name.endswith((".py",) + NO_DATA) and os.path.getsize(path) < 200000:
                found.append(path)
        if len(found) > 60:
            break
    return found[:60]
