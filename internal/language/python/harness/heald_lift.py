"""Hands what broke a function in at its callers: a mend there, or where the value is made, then shows."""
import ast
import itertools

import heald_doubt
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
    search.inputs.held = heald_inputs.unique([v for _, _, v in given if len(v.expr) > 2])[:3]
    try:
        for outer in reversed(range(level)):
            target = search.target(search.lab.sites[outer])
            if target is not None:
                tried(search, target, outer, texts, heald_doubt.bare(drive))
    finally:
        search.inputs.held = []
        for table, name, value in given:
            table[name].remove(value)


def tried(search, target, level, texts, bare):
    held = (made for made in itertools.islice(search.drives(target, texts), LOOKED) if any(t in whole(made[1]) for t in texts))
    before = search.finds
    for cost, made in itertools.islice(held, TRIES):
        search.try_drive(dict(made, bare=bare), level, cost)
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
    origin = "search" if drive.get("made") or heald_doubt.bare(drive) else "fixture"
    if drive["kind"] == "method" and drive.get("receiver"):
        owner = drive["function"].rsplit(".", 1)[0].rsplit(".", 1)[-1]
        found.append((inputs.by_class, owner, heald_inputs.Value(drive["receiver"], origin, 0.2, imports, setup)))
    names, rest = inputs.parameter_names(drive), gathering(inputs, drive)
    gathered = [arg for arg in drive.get("args") or [] if rest and arg.get("name") and arg["name"] not in rest[1]]
    for called in [rest[0]] + spread(search, drive, level) if gathered else ():
        text = "{%s}" % ", ".join("%r: %s" % (arg["name"], arg["expr"]) for arg in gathered)
        found.append((inputs.by_name, called, heald_inputs.Value(text, gathered[0]["from"], 0.2, imports, setup)))
    for number, arg in enumerate(drive.get("args") or []):
        name = arg.get("name") or (names[number] if number < len(names) else "")
        for called in [name] + handed_as(search, drive, level, number, name):
            if called:
                found.append((inputs.by_name, called, heald_inputs.Value(arg["expr"], arg["from"], 0.2, imports, setup)))
    return found


def handed_as(search, drive, level, number, name):
    """The names by which the function's caller in the trace knows an argument."""
    found = []
    for call in calls(search, drive, level):
        argument = next((k.value for k in call.keywords if k.arg == name), call.args[number] if number < len(call.args) else None)
        for part in ast.walk(argument) if argument is not None else ():
            called = getattr(part, "id", None) or getattr(part, "attr", None)
            if called and called not in found and called != name:
                found.append(called)
    return found


def gathering(inputs, drive):
    """The name under which a function gathers the keywords that it does not name, and those that it names; None when it gathers none."""
    node = inputs.function_node(drive["path"], drive["function"])
    if node is None or node.args.kwarg is None:
        return None
    return node.args.kwarg.arg, {a.arg for a in node.args.args + node.args.kwonlyargs}


def spread(search, drive, level):
    """The names of what the function's caller in the trace spreads into keywords."""
    values = [k.value for call in calls(search, drive, level) for k in call.keywords if k.arg is None]
    return [name for name in (getattr(v, "id", getattr(v, "attr", None)) for v in values) if name]


def calls(search, drive, level):
    """The calls of the driven function in its caller of the trace."""
    site = search.lab.sites[level - 1]
    node = search.inputs.function_node(site["file"], site.get("function") or site["name"], site["line"])
    wanted = drive["function"].rsplit(".", 1)[-1]
    found = [n for n in ast.walk(node) if isinstance(n, ast.Call)] if node is not None else []
    return [c for c in found if wanted == getattr(c.func, "attr", getattr(c.func, "id", None))]
