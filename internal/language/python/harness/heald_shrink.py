"""Makes a drive that fails as production did simpler, step by step, as long as it fails the same way."""
import ast
import re
import time

import heald_express
import heald_inputs
import heald_mutate
import heald_search


READABLE = 120  # what is short enough to be read stays as it is: the mended code may want more of it than the crash did


class Shrink(heald_search.Search):
    """Uses the search's eye for the crash; the drive must raise it out of the driven code."""

    words_used = None

    def fails(self, drive):
        if self.lab.tried >= self.budget or time.monotonic() > self.deadline:
            return False
        outcome = self.lab.trial(drive)
        hit = next((h for h in outcome["hits"] if self.matches(h)), None)
        if hit is None or not self.escapes(outcome, hit):
            return False
        if len(hit["frames"]) != self.frames and not self.lab.error_type.endswith("RecursionError"):
            return False
        self.last = outcome
        return True

    def run(self, drive):
        self.importable(drive)
        drive, outcome, hit = self.first(drive)
        if hit is None:
            return {"drive": None}
        self.frames, self.last = len(hit["frames"]), outcome
        if not self.fails(drive):
            return {"drive": None}
        drive, kept = self.neutral(drive)
        changed = True
        while changed and time.monotonic() < self.deadline:
            changed = False
            for step in (self.fewer_setup, self.fewer_arguments, self.simpler):
                drive, better = step(drive)
                changed = changed or better
        drive = self.fewer_imports(drive)
        self.fails(drive)
        return {"drive": drive, "outcome": heald_search.slim(self.last), "kept": kept}

    def first(self, drive):
        """Sees the drive fail, by itself or with the modules of the trace imported: importing one may register what is called."""
        for made in (drive, self.registered(drive)):
            outcome = self.lab.trial(made)
            hit = next((h for h in outcome["hits"] if self.matches(h)), None)
            if hit is not None:
                break
        return made, outcome, hit

    def registered(self, drive):
        modules = [heald_express.module_name(s["file"], self.lab.import_roots) for s in self.lab.sites if s["name"] != "<module>"]
        fresh = ["import " + m for m in dict.fromkeys(modules) if m and not m.endswith("__main__")]
        return dict(drive, imports=fresh + [i for i in drive.get("imports") or [] if i not in fresh])

    def used(self):
        """Texts and names that the service's own source holds."""
        if self.words_used is None:
            self.words_used = set()
            for path in heald_inputs.python_files(self.lab.root):
                tree = self.inputs.tree(path) if "test" not in path else None
                for node in ast.walk(tree) if tree else ():
                    for field in ("value", "id", "attr", "arg"):
                        held = getattr(node, field, None)
                        if isinstance(held, str):
                            self.words_used.add(held)
        return self.words_used

    def neutral(self, drive):
        """Replaces texts that must not stand in a test by neutral ones; says which could not be."""
        kept = []
        for text, stand_ins in sorted((self.request.get("neutral") or {}).items()):
            for stand_in in stand_ins:
                made = replaced_text(drive, text, stand_in)
                if made == drive or self.fails(made):
                    drive = made
                    break
            else:
                kept.append(text)
        return drive, kept

    def fewer_setup(self, drive):
        better, number = False, 0
        while number < len(drive.get("setup") or []) and drive["kind"] != "handler":
            if drive["setup"][number].startswith("@") or drive["kind"] != "scene" and self.suspicious(drive["setup"][number]):
                number += 1
                continue
            made = dict(drive, setup=drive["setup"][:number] + drive["setup"][number + 1:])
            if self.fails(made):
                drive, better = made, True
            else:
                number += 1
        return drive, better

    def suspicious(self, statement):
        """It gives the very thing its value that was found wrong: without it the drive would fail for another reason."""
        left = statement.partition(" = ")[0]
        if left == statement:
            return self.wrong.get("kind") == "missing" and re.match(r"[a-z_]\w*\.\w+\(", statement) is not None
        return "." in left and left.rpartition(".")[2] in (self.wrong.get("names") or ())

    def fewer_arguments(self, drive):
        better = False
        for number in reversed(range(len(drive.get("args") or []))):
            made = dict(drive, args=drive["args"][:number] + drive["args"][number + 1:])
            if self.fails(made):
                drive, better = made, True
        for number in reversed(range(1, len(drive.get("argv") or []))):
            made = dict(drive, argv=drive["argv"][:number] + drive["argv"][number + 1:])
            if self.fails(made):
                drive, better = made, True
        return drive, better

    def simpler(self, drive):
        better = False
        for where, number, text in slots(drive):
            if len(text) <= READABLE or where == "setup" and self.suspicious(drive["setup"][number]):
                continue
            size = None
            while size != len(text):
                size = len(text)
                for candidate in heald_mutate.smaller(text, self.used(), mentioned(drive, where, number)):
                    if len(candidate) > len(text) or candidate == text:
                        continue
                    made = with_slot(drive, where, number, candidate)
                    if made != drive and self.fails(made):
                        drive, text, better = made, candidate, True
                        break
        return drive, better

    def fewer_imports(self, drive):
        if drive["kind"] == "handler":
            return drive
        for statement in list(drive.get("imports") or []):
            made = dict(drive, imports=[i for i in drive["imports"] if i != statement])
            if self.fails(made):
                drive = made
        return drive


def mentioned(drive, where, number):
    """Texts that the other parts of a drive hold: one part may refer to another by name."""
    found = set()
    for other, at, text in slots(drive):
        if (other, at) != (where, number):
            found |= {ast.literal_eval(t) for t in heald_mutate.leaves([text]).get(str, ())}
    return {t for t in found if len(t) > 1}


def slots(drive):
    found = [("args", n, a["expr"]) for n, a in enumerate(drive.get("args") or [])]
    if drive["kind"] == "method" and drive.get("receiver"):
        found.append(("receiver", 0, drive["receiver"]))
    if drive["kind"] not in ("handler", "scene"):
        found += [("setup", n, s.partition(" = ")[2]) for n, s in enumerate(drive.get("setup") or []) if " = " in s]
    return found


def with_slot(drive, where, number, text):
    made = dict(drive)
    if where == "receiver":
        made["receiver"] = text
    elif where == "args":
        made["args"] = [dict(a) for a in drive["args"]]
        made["args"][number]["expr"] = text
    else:
        head = drive["setup"][number].partition(" = ")[0]
        made["setup"] = drive["setup"][:number] + [head + " = " + text] + drive["setup"][number + 1:]
    return made


def replaced_text(drive, text, stand_in):
    made = dict(drive)
    if drive.get("receiver"):
        made["receiver"] = drive["receiver"].replace(text, stand_in)
    made["setup"] = [s.replace(text, stand_in) for s in drive.get("setup") or []]
    made["args"] = [dict(a, expr=a["expr"].replace(text, stand_in)) for a in drive.get("args") or []]
    if drive.get("stdin"):
        made["stdin"] = drive["stdin"].replace(text, stand_in)
    if drive.get("argv"):
        made["argv"] = [a.replace(text, stand_in) for a in drive["argv"]]
    return made


def run(request, emit):
    shrink = Shrink(request, lambda value: None)
    answer = shrink.run(request["drive"])
    answer["tried"] = shrink.lab.tried
    return answer
