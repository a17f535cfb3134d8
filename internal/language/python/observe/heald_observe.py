"""Runs many inputs, each in a forked child with the clock and randomness frozen, and says what was observed of each.

Values sent: {"input": n, "drive", "shown", "entry", "first", "traced", "far", "steady", "seen": observation}. The end is {"count", "cut", "broken": [files]}."""
import gc
import os
import sys
import time

import heald_drive
import heald_express
import heald_generate
import heald_grow
import heald_history
import heald_look
import heald_trial

TIER = 40
LEFT_OUT = ({"end": "left out", "all": "left out"}, False)


def run(request, emit):
    sys.dont_write_bytecode = True
    for name in ("functions", "edited", "calls", "aims"):
        request[name] = request.get(name) or []
    root = request["root"] = os.path.realpath(request["root"])
    os.chdir(os.path.join(root, request.get("dir") or ""))
    heald_drive.ROOT = root
    lab = heald_trial.Lab({"root": root, "trial_seconds": request.get("each", 1.5), "trial_memory": 1 << 30})
    lab.import_roots = request.get("import_roots") or [""]
    broken = [path for path in request["edited"] if not compiles(os.path.join(root, path))]
    drives = request.get("drives")
    warm(lab, request, drives or [request["drive"]])
    growth, lab.early, few = None, set(), ""
    if drives is None:
        try:
            drives, known, constants = heald_generate.generate(lab, request)
        except Exception as error:  # an input that we cannot vary is still one that can be run
            few = "%s: %s" % (type(error).__name__, str(error)[:200])
            drives, known, constants = [dict(request["drive"], first=True)], None, {}
        growth = heald_grow.Growth(request if known else {}, drives, known, constants, lab if known else None)
    elif any(drive.get("files") for drive in drives):
        heald_history.read_by(lab, request["drive"])
    count, cut = observe(lab, request, emit, drives, growth)
    return {"count": count, "cut": cut, "broken": broken, "few": few}


def compiles(path):
    try:
        with open(path, "rb") as source:
            compile(source.read(), path, "exec", dont_inherit=True)
        return True
    except (OSError, SyntaxError, ValueError, RecursionError):
        return False


def warm(lab, request, drives):
    """Imports what every input needs once, where that is harmless."""
    modules = [heald_express.module_name(f["path"], lab.import_roots) for f in request["functions"]]
    for drive in drives[:1]:
        modules += [drive["conftest"]] if drive.get("conftest") else []
        if drive.get("module") and drive["kind"] not in ("startup", "command"):
            modules.append(drive["module"])
        for statement in drive.get("imports") or []:
            words = statement.split()
            if len(words) > 1 and words[0] in ("import", "from"):
                modules.append(words[1].strip(","))
    if drives and drives[0]["kind"] == "startup":
        return
    heald_trial.warm(lab, list(dict.fromkeys(modules)))


def observe(lab, request, emit, drives, growth):
    """Inputs come in tiers; the budget cuts whole tiers only. It is processor time, which is not another process's affair; the wall's
    clock has the last word, and what is given and does not fit is said to be left out. Where they are made, the first of each kind run
    twice, to find what is never the same. Growth goes on from them where too few work."""
    heald_look.ready(lab)
    gc.freeze()
    budget = float(request.get("seconds", 3))
    spent, late = spend() + budget, time.monotonic() + float(request.get("late", 4 * budget))
    endless, number, turn = {}, 0, 0
    queue = iter(drives)
    while True:
        if growth and turn and turn % TIER == 0 and (spend() > spent or time.monotonic() > late):
            return number, number
        drive = next(queue, None)
        grown = drive is None
        if grown and growth:
            drive = growth.next()
        if drive is None:
            return number, -1
        turn += 1
        seen, steady = one(lab, request, drive, endless, growth) if growth or time.monotonic() < late else LEFT_OUT
        told = growth.learn(drive, seen, entry(drive), grown) if growth and seen else True
        if seen and (told or not grown):
            emit({"input": number, "drive": drive, "shown": heald_generate.shown(drive), "entry": entry(drive), "first": bool(drive.get("first")),
                  "traced": bool(drive.get("traced")), "far": drive.get("far", 0), "steady": steady, "seen": seen})
            number += 1


def one(lab, request, drive, endless, growth):
    """One input's observation and whether it is steady. What waits or loops for ever does so for its neighbours as well: of those a few
    are run, and the rest is left out; where the inputs are given, each is said to be left out."""
    where = entry(drive)
    turns = endless.get(where, 0)
    if turns >= (2 if growth else 12):
        return (None, False) if growth else LEFT_OUT
    seen = [heald_look.look(lab, request, drive, lab.seconds if turns < 3 else lab.seconds / 4)]
    if seen[0]["end"] == "timeout":
        endless[where] = endless.get(where, 0) + 1
    elif drive.get("first") or request.get("twice"):
        seen.append(heald_look.look(lab, request, drive))
    return seen[0], seen[0].get("all") == seen[-1].get("all") and seen[0]["end"] != "timeout"


def spend():
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def entry(drive):
    return "%s:%s:%s" % (drive.get("kind"), drive.get("path") or drive.get("module"), drive.get("function"))
