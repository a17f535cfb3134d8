"""Looks for inputs that fail as production failed: real entries with evidence first, then functions from the outermost frame inward,
then a search that keeps what comes nearest to the failing line and changes one part at a time."""
import heapq
import inspect
import itertools
import math
import os
import random
import re
import sys
import time

import heald_doubt
import heald_drive
import heald_entries
import heald_express
import heald_inputs
import heald_keys
import heald_lift
import heald_mutate
import heald_record
import heald_scenes
import heald_shape
import heald_stdin
import heald_trial

FIRST = 40        # combinations tried at each level before anything is mutated
EXPAND = 240      # neighbours tried of one seed
FINDS = 24
CLASS_MODULES = 30
AFTER = 300       # trials spent on showing that a caller passes what was invented
FULLER = 80       # trials spent on finding a fuller input of a caller
SCENE = 1.5       # what speaks against a test's scene as a seed: it is slow, and much of it does not matter
NEAREST = 4       # scenes that are varied
STALE = 24        # command lines in a row that came no nearer
NARROWED = 3      # finds whose inner calls are written down as well
NEAR = 10         # what an input is nearer that lacks only the right word
HANGS = 2         # time-outs after which an entry is left alone


class Enough(Exception):
    """Found what was looked for, or the budget is used up."""


class Search:
    """One search. Finds are told as they come."""

    def __init__(self, request, emit):
        self.lab = heald_trial.Lab(request)
        self.lab.import_roots = request.get("import_roots") or [""]
        self.request, self.emit = request, emit
        self.budget = int(request.get("trials") or 2000)
        self.deadline = time.monotonic() + float(request.get("seconds") or 30)
        self.inputs = heald_inputs.Inputs(self.lab, request.get("evidence") or {}, request.get("wrong") or {}, lacking(request))
        self.random = random.Random(request.get("seed") or 1)
        self.message = fuzzy(request.get("message") or "", self.lab.error_type)
        self.insisted = request.get("insisted") or []
        self.wrong = request.get("wrong") or {}
        self.typed = heald_inputs.of_named_types(request.get("message") or "")
        self.words = (request.get("evidence") or {}).get("words") or []
        self.finds, self.seen, self.seeds, self.near = 0, set(), [], {}
        self.count = itertools.count()
        self.best = {"depth": -1, "line": False}
        self.blocked, self.hangs, self.endless = {}, {}, set()
        self.constants = []
        self.shown, self.commanded, self.narrowed, self.lifts, self.lifting = False, False, 0, 0, False

    # --- one trial ---

    def try_drive(self, drive, level, cost):
        """Runs a drive once; keeps it as a seed, or as a find when it fails as production did."""
        key = identity(drive)
        if key in self.seen:
            return None
        self.seen.add(key)
        if self.lab.tried >= self.budget or time.monotonic() > self.deadline:
            raise Enough()
        family = (drive["kind"], drive.get("function"), tuple(drive.get("argv") or [])[1:2])
        if self.hangs.get(family, 0) >= HANGS or self.hangs.get(family[:2], 0) >= 2 * HANGS:
            return None
        outcome = self.lab.trial(drive)
        if outcome["end"] in ("timeout", "idle"):
            self.endless.add((drive["kind"], drive.get("function")))
        if outcome["end"] == "timeout" or outcome["end"] == "idle" and drive["kind"] == "command":
            for part in (family, family[:2]):
                self.hangs[part] = self.hangs.get(part, 0) + 1
            self.blocked.setdefault(level, "it does not return")
        self.note(drive, outcome, level)
        alike = [h for h in outcome["hits"] if self.alike(h)]
        hit = next((h for h in alike if self.matches(h)), None)
        if hit is not None:
            self.found(drive, outcome, hit, level)
        elif alike:
            heapq.heappush(self.seeds, (cost - NEAR, next(self.count), drive, level))
            self.near[key] = alike[0]["message"]
        elif outcome["end"] in ("return", "raise", "idle"):
            heapq.heappush(self.seeds, (self.score(outcome, level) + cost, next(self.count), drive, level))
        return outcome

    def note(self, drive, outcome, level):
        last = len(self.lab.sites) - 1
        self.best["depth"] = max(self.best["depth"], outcome["depth"])
        self.best["line"] = self.best["line"] or self.lab.sites[last]["line"] in outcome["lines"]
        if outcome["end"] == "raise" and outcome["depth"] < level and outcome["escaped"]:
            self.blocked[level] = "%s: %s" % (outcome["escaped"]["type"], outcome["escaped"]["message"][:120])

    def score(self, outcome, level):
        """Smaller is nearer: sites still to reach, lines to the failing one, and how far the wrong value is from wrong."""
        last = len(self.lab.sites) - 1
        target = self.lab.sites[last]["line"]
        away = 30.0 * (last - outcome["depth"])
        if outcome["depth"] == last:
            before = [l for l in outcome["lines"] if l <= target]
            away += 0 if target in outcome["lines"] else min(20, 2 + target - max(before)) if before else 20
            wrong = (outcome.get("values") or {}).get("wrong")
            if self.wrong.get("kind") == "zero" and isinstance(wrong, (int, float)) and wrong == wrong:
                away += min(5, math.log1p(abs(wrong)))
        elif outcome["end"] == "raise":
            away += 3
        return away + 0.2 * level

    def matches(self, hit):
        """Fails as production did, with the words of the program that production's error quotes."""
        return self.alike(hit) and not heald_keys.lacks(hit, self.insisted)

    def alike(self, hit):
        """Fails at the same place, by frames, line or marked expression, with a message of the same form."""
        sites, frames = self.lab.sites, hit["frames"]
        if self.lab.recursion:
            names = {(s["file"], s["name"]) for s in sites}
            return bool(frames) and sum((f["file"], f["name"]) in names for f in frames[-20:]) >= min(10, len(frames) // 2)
        frames = [f for f in frames if not of_a_test(f["file"])] or frames
        if not frames or not same_place(frames[-1], sites[-1]) or fuzzy(hit["message"], self.lab.error_type).lower() != self.message.lower():
            return False
        if not (sites[-1].get("marked") and frames[-1].get("marked")) and hit.get("operand") is False:
            return False
        return all(a == b for a, b in zip(reversed(named_frames(frames)), reversed(named_frames(sites))))

    def escapes(self, outcome, hit):
        """The very error of the hit left the driven code, or, where production raised it anew or in a group, what carries it did."""
        error = outcome.get("escaped")
        errors = [error] if error else []
        if error and self.request.get("carried"):
            errors += error.get("causes", []) + error.get("members", [])
        return any(e["type"] == hit["type"] and e["message"] == hit["message"] for e in errors)

    # --- finds ---

    def found(self, drive, outcome, hit, level):
        last, budget = len(self.lab.sites) - 1, self.budget
        endless = (drive["kind"], drive.get("function")) in self.endless  # a mended service would not come back
        if self.finds < FINDS and not endless:
            self.tell(drive, outcome, hit, level)
        self.narrowed += 1
        if drive["kind"] in ("command", "handler", "startup", "scene") or endless or not self.escapes(outcome, hit) or level < last and self.narrowed <= NARROWED:
            before = self.finds
            self.narrow(drive, hit)
            if drive["kind"] == "command" and self.finds == before:  # a call inside of it would make a better test
                self.shown, self.budget, self.commanded = False, budget, True
        if level and not self.shown:
            for made in heald_entries.lifted(self.lab, self.inputs, self.request, drive):
                self.try_drive(made, 0, 0)
        if level and not self.lifting and self.lifts < heald_lift.LIFTS and drive["kind"] in ("function", "method"):
            self.lifts, self.lifting = self.lifts + 1, True
            heald_lift.lift(self, drive, level)
            self.lifting = False
        if self.shown:
            raise Enough()
        self.budget = min(self.budget, self.lab.tried + AFTER)

    def tell(self, drive, outcome, hit, level):
        if outcome.get("consumed") and drive["kind"] in ("function", "method") and not drive.get("async"):
            drive = dict(drive, consume="list")
        self.finds += 1
        hollow, contrary, plain = heald_doubt.hollow(self.inputs, drive), heald_doubt.contrary(self, drive), heald_doubt.bare(drive)
        self.emit({"find": {"drive": drive, "outcome": slim(outcome), "hit": hit, "level": level, "escaped": self.escapes(outcome, hit), "made": bool(drive.get("made")),
                            "hollow": hollow, "contrary": contrary, "bare": plain}})
        last = len(self.lab.sites) - 1
        outer = level < last and not drive.get("made") or drive["kind"] in ("command", "handler", "startup", "scene")
        origins = {a["from"] for a in drive.get("args") or []}
        if self.escapes(outcome, hit) and (outer or not (origins & {"search", "crash"} or drive.get("made"))):
            self.shown = not (hollow or contrary or plain)
            self.budget = min(self.budget, self.lab.tried + FULLER)

    def narrow(self, drive, hit):
        """Writes the calls inside a real run down, each as a drive of its own, and keeps those that fail alike."""
        sites, frames, told = self.lab.sites, hit["frames"], set()
        origin = drive.get("evidence") or "trace"
        for index, frame, ordinal in aligned(sites, frames, hit["ordinals"], self.lab.recursion):
            if ordinal < 0 or (frame["file"], frame["function"]) in told or drive.get("function") == self.lab.sites[index].get("function"):
                continue
            told.add((frame["file"], frame["function"]))
            made = heald_record.capture(self.lab, drive, index, ordinal, origin)
            if not made or "inexpressible" in made:
                self.blocked.setdefault(index, (made or {}).get("inexpressible", "the call was not reached again"))
                continue
            if not self.importable(made) or (made["kind"], made["function"]) in self.endless:
                continue
            if drive.get("stdin") and heald_stdin.values(self.inputs, [self.inputs.function_node(made["path"], made["function"])]):
                made.update(stdin=drive["stdin"], argv=drive.get("argv") or [])
            made["bare"] = heald_doubt.bare(drive)
            outcome = self.lab.trial(made)
            again = next((h for h in outcome["hits"] if self.matches(h)), None)
            if again is not None:
                self.tell(made, outcome, again, index)

    def importable(self, drive):
        if drive.get("conftest"):
            heald_trial.warm(self.lab, [drive["conftest"]])
        return not drive.get("module") or drive["module"] in sys.modules or heald_trial.warm(self.lab, [drive["module"]])

    # --- the walk ---

    def go(self):
        try:
            self.walk()
        except Enough:
            pass
        return {"tried": self.lab.tried, "best": self.best, "blocked": {str(k): v for k, v in self.blocked.items()}, "finds": self.finds,
                "unimportable": self.unimportable}

    def walk(self):
        self.unimportable = {}
        modules = []
        for site in self.lab.sites:
            name = heald_express.module_name(site["file"], self.lab.import_roots)
            if name not in modules and not name.endswith("__main__"):
                modules.append(name)
        ready = heald_trial.warm(self.lab, modules)
        self.unimportable = {m: True for m in modules if m not in ready}
        heald_trial.warm(self.lab, self.class_modules(modules)[:CLASS_MODULES], time.monotonic() + 2)
        self.real()
        self.inputs.learn(self.record())
        self.constants = heald_inputs.constants(self.inputs)
        levels = [(n, t) for n, t in enumerate(self.targets()) if t is not None]
        streams = [(level, self.drives(target)) for level, target in levels]
        for share in (FIRST // 4, FIRST):
            for level, stream in streams:
                for cost, drive in itertools.islice(stream, share):
                    self.try_drive(drive, level, cost)
            self.scenes()
        self.climb()

    def scenes(self):
        """What existing tests set up, where nothing else fails alike so far: as it is, then those that come nearest with one thing changed."""
        if self.finds:
            return
        share, ran = (self.deadline - time.monotonic()) / 5, []
        until = time.monotonic() + share
        for drive in heald_scenes.scenes(self.lab, self.request.get("tests") or [], (self.request.get("evidence") or {}).get("requests") or []):
            if drive["fixtures"] and not self.inputs.fixtures:
                continue
            if time.monotonic() < until - share / 2 and heald_trial.warm(self.lab, [drive["conftest"]]):
                outcome = self.try_drive(drive, 0, SCENE)
                ran += [(self.score(outcome, 0), len(ran), drive)] if outcome and outcome["depth"] >= 0 else []
        for _, _, drive in sorted(ran)[:NEAREST]:
            for cost, changed in sorted(self.neighbours(drive), key=lambda n: n[0])[:EXPAND]:
                if self.finds or time.monotonic() > until:
                    return
                self.try_drive(changed, 0, cost + SCENE)

    def real(self):
        """Tries the real entries. Command lines that come no nearer leave the time to the functions."""
        stale, best = 0, dict(self.best)
        for drive in heald_entries.real(self.lab, self.inputs, self.request):
            if self.commanded:
                return
            self.try_drive(drive, 0, 0)
            stale = stale + 1 if drive["kind"] == "command" and best == self.best else 0
            best = dict(self.best)
            if stale >= STALE:
                return

    def class_modules(self, known):
        """Modules that define classes, whose objects the code may want; scripts are left out."""
        found = []
        for path in heald_inputs.python_files(self.lab.root):
            name = heald_express.module_name(path, self.lab.import_roots)
            if name in known or name.endswith("__main__") or "test" in path or name in sys.modules:
                continue
            tree = self.inputs.tree(path)
            if tree is not None and heald_inputs.declares(tree):
                found.append(name)
        return found

    def record(self):
        left = min(self.deadline - time.monotonic(), float(self.request.get("record_seconds") or 6))
        tests = self.request.get("tests") or []
        return heald_record.record_tests(self.lab, tests, left) if tests and left > 0.5 else []

    def climb(self):
        """Expands the seeds nearest to the crash."""
        while self.seeds:
            score, _, drive, level = heapq.heappop(self.seeds)
            neighbours = sorted(self.neighbours(drive), key=lambda n: n[0])[:EXPAND]
            for cost, changed in neighbours:
                self.try_drive(changed, level, score * 0 + cost)

    def neighbours(self, drive):
        """Drives that differ from one in one part."""
        near = self.near.get(identity(drive))
        if near:
            yield from heald_keys.nearer(self, drive, near)
        kind, names = self.wrong.get("kind") or "", set(self.wrong.get("names") or [])
        if drive["kind"] == "scene":
            yield from heald_scenes.repeated(drive)
            yield from heald_scenes.carrying(drive, (self.request.get("evidence") or {}).get("requests") or [])
            leaves = heald_mutate.leaves([t for s in drive["setup"] for t, _, _ in heald_scenes.literals(s)])
            yield from heald_scenes.varied(drive, lambda t: heald_mutate.mutations(t, self.words, kind, names, leaves, self.typed, self.constants))
            return
        client = drive["kind"] == "handler" and (drive.get("fixtures") or drive.get("within") or "test_client()" in drive["receiver"] or "TestClient(" in drive["receiver"])
        slots = [("receiver", None, drive["receiver"])] if drive.get("receiver") and (drive["kind"] == "method" or client) else []
        slots += [("args", n, a["expr"]) for n, a in enumerate(drive.get("args") or [])]
        setups = [(n, *split_setup(s)) for n, s in enumerate(drive.get("setup") or [])]
        leaves = heald_mutate.leaves([t for _, _, t in slots] + [v for _, _, v in setups])
        for where, number, text in slots:
            parameter = drive["args"][number].get("name") if where == "args" else ""
            for cost, changed in heald_mutate.mutations(text, self.words, kind, names, leaves, self.typed, self.constants):
                yield cost + (-1 if parameter in names else 0) + (0.7 if where == "receiver" else 0), self.replaced(drive, where, number, changed, text)
        for number, head, value in setups:
            for cost, changed in heald_mutate.mutations(value, self.words, kind, names, leaves, self.typed, self.constants):
                made = dict(drive, setup=list(drive["setup"]))
                made["setup"][number], made["made"] = head + changed, True
                yield cost + 0.3, self.with_types(made, changed)
        for cost, changed in heald_stdin.changed(drive, self.words, kind, leaves, self.constants):
            yield cost, dict(drive, stdin=changed)
        yield from self.prepared(drive)

    def prepared(self, drive):
        """The same call after another method of an object: what state the crash needs is made as a user would make it."""
        if len(drive.get("setup") or []) > 3:
            return
        if drive["kind"] == "method" and drive.get("receiver"):
            yield from self.after_call(drive, drive["receiver"], lambda made, variable: made.update(receiver=variable))
        for number, arg in enumerate(drive.get("args") or []):
            def give(made, variable, number=number):
                made["args"] = [dict(a) for a in made["args"]]
                made["args"][number]["expr"] = variable
            yield from self.after_call(drive, arg["expr"], give)

    def after_call(self, drive, text, give):
        kind = self.class_of(drive, text)
        if kind is None:
            return
        variable, setup = text, list(drive.get("setup") or [])
        if not re.fullmatch(r"[a-z_]\w*", variable):
            variable = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
            setup.append("%s = %s" % (variable, text))
        for number, method in enumerate(heald_inputs.mutators(kind, self.lab.root)):
            target = {"site": self.site_of(kind, method), "module": kind.__module__, "qualified": kind.__name__ + "." + method, "owner": kind,
                      "static": inspect.getattr_static(kind, method), "found": getattr(kind, method)}
            for cost, call in itertools.islice(self.drives(target), 6):
                if call.get("setup") or call.get("async"):
                    continue
                arguments = ", ".join((a["name"] + "=" if a.get("name") else "") + a["expr"] for a in call["args"])
                made = dict(drive, setup=setup + ["%s.%s(%s)" % (variable, method, arguments)])
                give(made, variable)
                made["imports"] = drive["imports"] + [i for i in call["imports"] if i not in drive["imports"]]
                yield 0.8 + 0.2 * number + 0.2 * cost, made

    def class_of(self, drive, text):
        """The class of the tree that an expression, or the setup of a variable, constructs."""
        if re.fullmatch(r"[a-z_]\w*", text):
            text = next((s.partition(" = ")[2] for s in drive.get("setup") or [] if s.startswith(text + " = ")), "")
        found = re.match(r"([A-Z]\w*)(\.\w+)?\(", text)
        return next((k for k in heald_inputs.classes(self.lab.root) if found and k.__name__ == found.group(1)), None)

    def site_of(self, kind, method):
        function = inspect.unwrap(getattr(inspect.getattr_static(kind, method), "__func__", inspect.getattr_static(kind, method)))
        path = heald_drive.relative(getattr(function, "__code__", None) and function.__code__.co_filename, self.lab.root)
        return {"file": path or "", "name": method, "function": kind.__name__ + "." + method, "line": 0}

    def with_types(self, drive, text):
        """Imports the modules that a value of a named type needs."""
        wanted = ["import " + m for m in ("datetime", "decimal", "pathlib", "uuid", "fractions") if m + "." in text]
        fresh = [w for w in wanted if w not in (drive.get("imports") or [])]
        return dict(drive, imports=(drive.get("imports") or []) + fresh) if fresh else drive

    def replaced(self, drive, where, number, changed, before):
        made = dict(drive)
        if where == "receiver":
            made["receiver"], made["made"] = changed, drive["kind"] == "method"
            return self.with_types(made, changed)
        logged = [w for w in self.words if len(w) > 1 and (repr(w) in changed or len(w) > 2 and heald_keys.has(changed, w))]
        told = drive["args"][number]["from"] == "log"
        origin = "log" if any(told or repr(w) not in before and (repr(w) in changed or not heald_keys.has(before, w)) for w in logged) else "search"
        made["args"] = [dict(a) for a in drive["args"]]
        made["args"][number].update({"expr": changed, "from": origin})
        return self.with_types(made, changed)

    # --- functions ---

    def targets(self):
        """What can be called at each site, or None."""
        return [self.target(site) for site in self.lab.sites]

    def target(self, site):
        module = sys.modules.get(heald_express.module_name(site["file"], self.lab.import_roots))
        qualified = site.get("function") or site["name"]
        if module is None or "<" in qualified or not qualified:
            return None
        found, owner, static = module, None, None
        for part in qualified.split("."):
            owner = found if inspect.isclass(found) else None
            static = inspect.getattr_static(found, mangled(owner, part), None)
            found = getattr(found, mangled(owner, part), None)
            if found is None:
                return None
        return {"site": site, "module": module.__name__, "qualified": qualified, "owner": owner, "static": static, "found": found}

    def drives(self, target, wanted=()):
        """Drives of one function, the most plausible first; with the wanted expressions as parts of what it is given, if there are any."""
        site = target["site"]
        node = self.inputs.function_node(site["file"], target["qualified"], site["line"])
        key = "%s::%s" % (site["file"], site["name"])
        for drive in self.inputs.recorded.get(key, []) if not wanted else ():
            if owner_fits(drive, target):
                yield 0.0, dict(drive)
        if node is None:
            return
        base = {"kind": "method" if target["owner"] else "function", "module": target["module"], "path": site["file"], "function": target["qualified"]}
        heald_lazy(base, node, target)
        columns = self.columns(target, node, wanted)
        if not all(c[1] for c in columns):
            if site in self.lab.sites:
                self.blocked.setdefault(self.lab.sites.index(site), "no value is known for " + ", ".join(c[0] or "the receiver" for c in columns if not c[1]))
            return
        for indexes in heald_inputs.best_first([[v.cost for v in values] for _, values, _ in columns], 600):
            picked = [values[i] for (_, values, _), i in zip(columns, indexes)]
            base["made"], base["bare"] = doubtful(columns, picked), bare(picked)
            yield sum(v.cost for v in picked) / max(1, len(picked)), assemble(base, target, columns, picked)

    def columns(self, target, node, wanted):
        """Name, values and manner of the receiver and of each parameter."""
        shapes = heald_shape.shapes(node)
        columns = []
        parameters = list(parameters_of(target))
        if target["owner"] is not None:
            if isinstance(target["static"], (classmethod, staticmethod)):
                receiver = [heald_inputs.Value(target["owner"].__name__, "trace", 0, heald_inputs.importing(target["owner"]))]
            else:
                own = node.args.args[0].arg if node.args.args else ""
                receiver = self.inputs.of_class(target["owner"], 0, shapes.get(own))
            columns.append(("", heald_lift.holding(receiver, wanted)[:16], "receiver"))
        if isinstance(target["static"], property):
            return columns
        hints = heald_inputs.hints_of(inspect.unwrap(getattr(target["found"], "__func__", target["found"])))
        for number, p in enumerate(parameters):
            if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
                continue
            shape = shapes.get(p.name) or heald_shape.Shape()
            values = self.inputs.for_parameter(target["qualified"].rsplit(".", 1)[-1], p, number, shape, hints.get(p.name), None)
            columns.append((p.name, heald_lift.holding(values, wanted), "keyword" if p.kind is p.KEYWORD_ONLY else "positional"))
        read = heald_stdin.values(self.inputs, [node], wanted)
        return columns + ([("", read, "stdin")] if read else [])


def identity(drive):
    """What makes a drive another than those that were tried."""
    return repr((drive["kind"], drive.get("function"), drive.get("receiver"), drive.get("setup"),
                 [(a.get("name"), a["expr"]) for a in drive.get("args") or []], drive.get("argv"), drive.get("stdin"), drive.get("files"), drive.get("fixtures")))


def doubtful(columns, picked):
    """The receiver is one that nobody was seen to make, though some were."""
    for (_, values, manner), value in zip(columns, picked):
        if manner == "receiver" and value.origin in ("annotation", "search"):
            return any(v.origin in ("test", "call site", "fixture", "log") for v in values)
    return False


def bare(picked):
    """Nothing in it was seen anywhere: types and names alone suggested it."""
    origins = {v.origin for v in picked if v.expr}
    return bool(origins & {"annotation", "search"}) and origins <= {"annotation", "search", "trace"}


def mangled(owner, name):
    if owner is not None and name.startswith("__") and not name.endswith("__"):
        return "_%s%s" % (owner.__name__.lstrip("_"), name)
    return name


def owner_fits(drive, target):
    last = target["qualified"].rsplit(".", 1)[-1]
    return drive["function"].rsplit(".", 1)[-1] == last and (drive["kind"] == "method") == (target["owner"] is not None)


def heald_lazy(base, node, target):
    """Notes how the result is brought to its end."""
    function = inspect.unwrap(getattr(target["found"], "__func__", target["found"]) if callable(target["found"]) else target["found"])
    code = getattr(function, "__code__", None)
    if isinstance(target["static"], property):
        code = getattr(target["static"].fget, "__code__", None)
    if code is not None:
        heald_record.lazy(base, code)


def parameters_of(target):
    if isinstance(target["static"], property):
        return []
    function = inspect.unwrap(getattr(target["found"], "__func__", target["found"]))
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    if target["owner"] is not None and not isinstance(target["static"], staticmethod):
        parameters = parameters[1:]
    return parameters


def assemble(base, target, columns, picked):
    drive = dict(base, imports=[], setup=[], args=[])
    skipped = False
    for (name, _, manner), value in zip(columns, picked):
        drive["imports"] += [i for i in value.imports if i not in drive["imports"]]
        drive["setup"] += [s for s in value.setup if s not in drive["setup"]]
        if manner == "receiver":
            drive["receiver"] = value.expr
        elif manner == "stdin":
            drive["stdin"], drive["argv"] = value.expr, [os.path.basename(base["path"])]  # a test's own command line is nobody's
        elif not value.expr:
            skipped = True
        else:
            keyword = name if manner == "keyword" or skipped else ""
            drive["args"].append({"name": keyword, "expr": value.expr, "from": value.origin})
    return drive


def aligned(sites, frames, ordinals, recursion):
    """Pairs of a site's index and the frame of a run that stands for it, outermost first."""
    named = [(n, s) for n, s in enumerate(sites) if not s["name"].startswith("<") and not s.get("nameless")]
    held = [(f, o) for f, o in zip(frames, ordinals) if not f["name"].startswith("<")]
    if recursion:  # the middle of the recursion is cut differently: go by the outer end
        pairs = []
        for n, s in named:
            found = next(((f, o) for f, o in held if (f["file"], f["name"]) == (s["file"], s["name"])), None)
            if found:
                pairs.append((n, found[0], found[1]))
        return pairs
    pairs = [(n, f, o) for (n, s), (f, o) in zip(reversed(named), reversed(held)) if (f["file"], f["name"]) == (s["file"], s["name"])]
    return list(reversed(pairs))


def named_frames(frames):
    """File and name of each frame, without the anonymous code inside a function: interpreters differ in whether it has frames."""
    return [(f["file"], f["name"]) for f in frames if not f.get("nameless") and (not f["name"].startswith("<") or f["name"] == "<module>")]


def of_a_test(path):
    """Whether a file is one of tests, by the conventions of the test frameworks: its frames stand where those of production's entry stood."""
    folders, name = path.split("/")[:-1], path.rsplit("/", 1)[-1]
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py" or "tests" in folders or "test" in folders


def split_setup(statement):
    """What stands before the value in a setup statement, and the value: an assignment's right side or a call's whole text."""
    head, equals, value = statement.partition(" = ")
    return (head + equals, value) if equals and "(" not in head else ("", statement)


def same_place(frame, site):
    if frame["file"] != site["file"]:
        return False
    marked, seen = first_line(site.get("marked")), first_line(frame.get("marked"))
    if marked and seen:
        return marked == seen
    return frame["line"] == site["line"] or not site["line"]


def first_line(marked):
    """What is marked in a line without its spaces; traces of some interpreters show only the first of several lines."""
    return "".join((marked or "").strip().split("\n")[0].split())


NAMING = ("AttributeError", "TypeError", "NameError", "UnboundLocalError", "ImportError", "ModuleNotFoundError")


def fuzzy(message, error_type=""):
    """A message without what varies: quoted texts, numbers, addresses. Some errors quote names of the code: those do not vary."""
    message = re.sub(r"0x[0-9a-fA-F]+", "#", plain(message))
    if heald_trial.short(error_type) == "ZeroDivisionError":
        return ""  # interpreters word it differently
    if heald_trial.short(error_type) not in NAMING:
        message = re.sub(r"'[^']*'|\"[^\"]*\"", "'*'", message)
    return re.sub(r"\d+", "#", message).strip()


def lacking(request):
    """The key that a KeyError names, or empty."""
    if heald_trial.short(request.get("error_type") or "") != "KeyError":
        return ""
    return (request.get("message") or "").strip("'\"")


DIALECTS = (
    (r"[.;] (Did you (mean|forget)|Perhaps you forgot).*$", ""),
    (r" \((/|[A-Za-z]:\\|unknown location)[^)]*\)$", ""),
    (r"^(local variable|cannot access local variable) ('[^']*').*$", r"unbound \2"),
    (r"(\w+\.|<locals>\.)+(\w+\(\))", r"\2"),
    (r"\(expected (\d+), got \d+\)$", r"(expected \1)"),
)


def plain(message):
    """A message without what interpreters word differently: suggestions, files, qualified names of functions."""
    for pattern, form in DIALECTS:
        message = re.sub(pattern, form, message)
    return message


def slim(outcome):
    return {k: outcome[k] for k in ("end", "escaped", "depth", "result", "status", "threads") if k in outcome}


def run(request, emit):
    return Search(request, emit).go()
