"""Hands what broke a function in at its callers: a mend there, or where the value is made, then shows."""
import ast
import itertools

import heald_inputs

LIFTS = 4    # finds that are handed in at their callers
TRIES = 24   # calls of each caller
LOOKED = 240  # of its drives that are looked through for one that holds the value


def lift(search, drive, level):
    """Tries the callers of a find, the nearest first, with its receiver and arguments as parts of what they are given."""
    given = values(search, drive, level)
    texts = [v.expr for _, _, v in given if len(v.expr) > 2] or [v.expr for _, _, v in given]
    for table, name, value in given:
        table.setdefault(name, []).insert(0, value)
    try:
        for outer in reversed(range(level)):
            target = search.target(search.lab.sites[outer])
            if target is not None:
                tried(search, target, outer, texts)
    finally:
        for table, name, value in given:
            table[name].remove(value)


def tried(search, target, level, texts):
    held = (made for made in itertools.islice(search.drives(target, texts), LOOKED) if any(t in whole(made[1]) for t in texts))
    before = search.finds
    for cost, made in itertools.islice(held, TRIES):
        search.try_drive(made, level, cost)
        if search.finds > before:
            return


def holding(values, wanted):
    """Values with those that hold a wanted expression before all others."""
    held = [v for v in values if any(w in part for w in wanted for part in (v.expr,) + v.setup)]
    return [heald_inputs.Value(v.expr, v.origin, 0.1 * n, v.imports, v.setup) for n, v in enumerate(held)] + [v for v in values if v not in held]


def whole(drive):
    return "\n".join([drive.get("receiver") or ""] + [a["expr"] for a in drive.get("args") or []] + (drive.get("setup") or []))


def values(search, drive, level):
    """What a find was given, with the table and the name under which callers may want it."""
    inputs, found = search.inputs, []
    imports, setup = drive.get("imports") or (), drive.get("setup") or ()
    if drive["kind"] == "method" and drive.get("receiver"):
        owner = drive["function"].rsplit(".", 1)[0].rsplit(".", 1)[-1]
        found.append((inputs.by_class, owner, heald_inputs.Value(drive["receiver"], "search", 0.2, imports, setup)))
    names = inputs.parameter_names(drive)
    for number, arg in enumerate(drive.get("args") or []):
        name = arg.get("name") or (names[number] if number < len(names) else "")
        for called in [name] + handed_as(search, drive, level, number, name):
            if called:
                found.append((inputs.by_name, called, heald_inputs.Value(arg["expr"], arg["from"], 0.2, imports, setup)))
    return found


def handed_as(search, drive, level, number, name):
    """The names by which the function's caller in the trace knows an argument."""
    site = search.lab.sites[level - 1]
    node = search.inputs.function_node(site["file"], site.get("function") or site["name"], site["line"])
    wanted, found = drive["function"].rsplit(".", 1)[-1], []
    for call in ast.walk(node) if node is not None else ():
        if not isinstance(call, ast.Call) or wanted != getattr(call.func, "attr", getattr(call.func, "id", None)):
            continue
        argument = next((k.value for k in call.keywords if k.arg == name), call.args[number] if number < len(call.args) else None)
        for part in ast.walk(argument) if argument is not None else ():
            called = getattr(part, "id", None) or getattr(part, "attr", None)
            if called and called not in found and called != name:
                found.append(called)
    return found
