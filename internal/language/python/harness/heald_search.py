"""Looks for inputs that fail as production failed: real entries with evidence first, then functions from the outermost frame inward,
then a search that keeps what comes nearest to the failing line and changes one part at a time."""
import heapq
import inspect
import itertools
import math
import random
import re
import sys
import time

import heald_drive
import heald_entries
import heald_express
import heald_inputs
import heald_mutate
import heald_record
import heald_shape
import heald_trial

FIRST = 40        # combinations tried at each level before anything is mutated
EXPAND = 90       # neighbours tried of one seed
FINDS = 24


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
        self.inputs = heald_inputs.Inputs(self.lab, request.get("evidence") or {})
        self.random = random.Random(request.get("seed") or 1)
        self.message = fuzzy(request.get("message") or "")
        self.wrong = request.get("wrong") or {}
        self.words = (request.get("evidence") or {}).get("words") or []
        self.finds, self.seen, self.seeds = 0, set(), []
        self.count = itertools.count()
        self.best = {"depth": -1, "line": False}
        self.blocked = {}
        self.shown = False

    # --- one trial ---

    def try_drive(self, drive, level, cost):
        """Runs a drive once; keeps it as a seed, or as a find when it fails as production did."""
        key = repr((drive["kind"], drive.get("function"), drive.get("receiver"), drive.get("setup"),
                    [(a.get("name"), a["expr"]) for a in drive.get("args") or []], drive.get("argv"), drive.get("files")))
        if key in self.seen:
            return None
        self.seen.add(key)
        if self.lab.tried >= self.budget or time.monotonic() > self.deadline:
            raise Enough()
        outcome = self.lab.trial(drive)
        self.note(drive, outcome, level)
        hit = next((h for h in outcome["hits"] if self.matches(h)), None)
        if hit is not None:
            self.found(drive, outcome, hit, level)
        elif outcome["end"] in ("return", "raise"):
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
        if outcome["end"] == "raise":
            away += 3
        return away + 0.2 * level

    def matches(self, hit):
        """Fails at the same place, by frames, line or marked expression, with a message of the same form."""
        sites = self.lab.sites
        frames = hit["frames"]
        if self.lab.error_type.endswith("RecursionError"):
            names = {(s["file"], s["name"]) for s in sites}
            return bool(frames) and sum((f["file"], f["name"]) in names for f in frames[-20:]) >= min(10, len(frames) // 2)
        if not same_place(frames[-1], sites[-1]) or fuzzy(hit["message"]) != self.message:
            return False
        for frame, site in zip(reversed(frames), reversed(sites)):
            if (frame["file"], frame["name"]) != (site["file"], site["name"]):
                return False
        return True

    # --- finds ---

    def found(self, drive, outcome, hit, level):
        if self.finds < FINDS:
            self.tell(drive, outcome, hit, level)
        if drive["kind"] in ("command", "handler", "startup") or not escapes(outcome, hit):
            self.narrow(drive, hit)
        if self.shown:
            raise Enough()

    def tell(self, drive, outcome, hit, level):
        self.finds += 1
        self.emit({"find": {"drive": drive, "outcome": slim(outcome), "hit": hit, "level": level, "escaped": escapes(outcome, hit)}})
        last = len(self.lab.sites) - 1
        outer = level < last or drive["kind"] in ("command", "handler", "startup")
        origins = {a["from"] for a in drive.get("args") or []}
        if escapes(outcome, hit) and (outer or not origins & {"search"}):
            self.shown = True

    def narrow(self, drive, hit):
        """Writes the calls inside a real run down, each as a drive of its own, and keeps those that fail alike."""
        sites, frames, told = self.lab.sites, hit["frames"], set()
        offset = len(sites) - len(frames)
        origin = drive.get("evidence") or "trace"
        for position, (frame, ordinal) in enumerate(zip(frames, hit["ordinals"])):
            index = position + offset
            if not 0 <= index < len(sites) or ordinal < 0 or sites[index]["name"].startswith("<") or (frame["file"], frame["function"]) in told:
                continue
            told.add((frame["file"], frame["function"]))
            made = heald_record.capture(self.lab, drive, index, ordinal, origin)
            if not made or "inexpressible" in made:
                self.blocked.setdefault(index, (made or {}).get("inexpressible", "the call was not reached again"))
                continue
            if not self.importable(made):
                continue
            outcome = self.lab.trial(made)
            again = next((h for h in outcome["hits"] if self.matches(h)), None)
            if again is not None:
                self.tell(made, outcome, again, index)

    def importable(self, drive):
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
        for drive in heald_entries.real(self.lab, self.inputs, self.request):
            self.try_drive(drive, 0, 0)
        self.inputs.learn(self.record())
        levels = [(n, t) for n, t in enumerate(self.targets()) if t is not None]
        streams = [(level, self.drives(target)) for level, target in levels]
        for share in (FIRST // 4, FIRST):
            for level, stream in streams:
                for cost, drive in itertools.islice(stream, share):
                    self.try_drive(drive, level, cost)
        self.climb()

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
        kind, names = self.wrong.get("kind") or "", set(self.wrong.get("names") or [])
        slots = [("receiver", None, drive["receiver"])] if drive.get("receiver") and drive["kind"] == "method" else []
        slots += [("args", n, a["expr"]) for n, a in enumerate(drive.get("args") or [])]
        for where, number, text in slots:
            parameter = drive["args"][number].get("name") if where == "args" else ""
            for cost, changed in heald_mutate.mutations(text, self.words, kind, names):
                yield cost + (-1 if parameter in names else 0), self.replaced(drive, where, number, changed, text)
        for number, statement in enumerate(drive.get("setup") or []):
            head, equals, value = statement.partition(" = ")
            if equals:
                for cost, changed in heald_mutate.mutations(value, self.words, kind, names):
                    made = dict(drive, setup=list(drive["setup"]))
                    made["setup"][number] = head + " = " + changed
                    yield cost + 0.5, made

    def replaced(self, drive, where, number, changed, before):
        made = dict(drive)
        if where == "receiver":
            made["receiver"] = changed
            return made
        origin = "log" if any(len(w) > 1 and repr(w) in changed and repr(w) not in before for w in self.words) else "search"
        made["args"] = [dict(a) for a in drive["args"]]
        made["args"][number].update({"expr": changed, "from": origin})
        return made

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

    def drives(self, target):
        """Drives of one function, the most plausible first."""
        site = target["site"]
        node = self.inputs.function_node(site["file"], target["qualified"], site["line"])
        key = "%s::%s" % (site["file"], site["name"])
        for drive in self.inputs.recorded.get(key, []):
            if owner_fits(drive, target):
                yield 0.0, dict(drive)
        if node is None:
            return
        base = {"kind": "method" if target["owner"] else "function", "module": target["module"], "path": site["file"], "function": target["qualified"]}
        heald_lazy(base, node, target)
        columns = self.columns(target, node)
        if not all(c[1] for c in columns):
            self.blocked.setdefault(self.lab.sites.index(site), "no value is known for " + ", ".join(c[0] or "the receiver" for c in columns if not c[1]))
            return
        for indexes in heald_inputs.best_first([[v.cost for v in values] for _, values, _ in columns], 600):
            picked = [values[i] for (_, values, _), i in zip(columns, indexes)]
            yield sum(v.cost for v in picked) / max(1, len(picked)), assemble(base, target, columns, picked)

    def columns(self, target, node):
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
            columns.append(("", receiver[:16], "receiver"))
        if isinstance(target["static"], property):
            return columns
        hints = heald_inputs.hints_of(inspect.unwrap(getattr(target["found"], "__func__", target["found"])))
        for number, p in enumerate(parameters):
            if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
                continue
            shape = shapes.get(p.name) or heald_shape.Shape()
            values = self.inputs.for_parameter(target["qualified"].rsplit(".", 1)[-1], p, number, shape, hints.get(p.name), None)
            columns.append((p.name, values, "keyword" if p.kind is p.KEYWORD_ONLY else "positional"))
        return columns


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
        elif not value.expr:
            skipped = True
        else:
            keyword = name if manner == "keyword" or skipped else ""
            drive["args"].append({"name": keyword, "expr": value.expr, "from": value.origin})
    return drive


def same_place(frame, site):
    if (frame["file"], frame["name"]) != (site["file"], site["name"]):
        return False
    if site.get("marked") and frame.get("marked") and frame["line"] != site["line"]:
        return frame["marked"] == site["marked"]
    return frame["line"] == site["line"] or not site["line"]


def fuzzy(message):
    """A message without what varies: quoted texts, numbers, addresses."""
    message = re.split(r"\. Did you mean", message)[0]
    message = re.sub(r"0x[0-9a-fA-F]+", "#", message)
    message = re.sub(r"'[^']*'|\"[^\"]*\"", lambda m: "'*'", message)
    return re.sub(r"\d+", "#", message).strip()


def escapes(outcome, hit):
    """The very error of the hit left the driven code."""
    error = outcome.get("escaped")
    return bool(error) and error["type"] == hit["type"] and error["message"] == hit["message"]


def slim(outcome):
    return {k: outcome[k] for k in ("end", "escaped", "depth", "result", "status", "threads") if k in outcome}


def run(request, emit):
    return Search(request, emit).go()
