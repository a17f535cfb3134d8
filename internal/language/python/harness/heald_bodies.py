"""Bodies of requests that the log does not show: what tests send to the path, what the service's own description of it allows, what
samples hold, each also without a key or with null for it."""
import ast
import json
import re
import sys

import heald_inputs
import heald_trial

BODILESS = ("GET", "HEAD", "DELETE", "OPTIONS")
KNOWN, VARIED = 10, 4


def of(lab, inputs, request):
    """The request, then requests like it with a body, the best known first."""
    if request.get("body") or request["method"] in BODILESS:
        return [request]
    wanted = set((lab.wrong or {}).get("names") or []) | {inputs.lacking}
    shown = [b for b in sent(inputs, request) + [plain(s) for s in inputs.sample_data()[:6]] if b is not None][:KNOWN]
    made = shown + [{}] + [v for body in shown[:VARIED] for v in varied(body, wanted)]
    for body in described(lab, inputs, request):
        made += [body] + varied(body, wanted)
    texts = dict.fromkeys(json.dumps(b) for b in made)
    return [request] + [dict(request, body=text) for text in texts]


def varied(body, wanted):
    """A body without one of its keys, then with null for it: the keys that the crash names, else all."""
    if isinstance(body, list) and body:
        return [[v] + body[1:] for v in varied(body[0], wanted)]
    if not isinstance(body, dict):
        return []
    keys = [k for k in body if k in wanted] or list(body)[:8]
    found = [{k: v for k, v in body.items() if k != key} for key in keys]
    found += [dict(body, **{key: None}) for key in keys if body[key] is not None]
    for key in body:
        if key not in keys or len(keys) == len(body):
            found += [dict(body, **{key: v}) for v in (varied(body[key], wanted) if isinstance(body[key], (dict, list)) else [])[:8]]
    return found


def plain(value):
    """The value as JSON holds it, or None."""
    try:
        return json.loads(json.dumps(value))
    except (ValueError, TypeError):
        return None


# --- what tests send --------------------------------------------------------------------------------------------

def sent(inputs, request):
    """Bodies of the calls that send such a request, those to the same path first."""
    found = []
    calls = inputs.call_sites(request["method"].lower()) + inputs.call_sites("request") + inputs.call_sites("open")
    for path, call in calls:
        held = next((k.value for k in call.keywords if k.arg in ("json", "content", "data")), None)
        value = evaluated(inputs.tree(path), call, held) if held is not None else None
        if isinstance(value, (dict, list)):
            there = any(is_path(a, request["path"]) for a in call.args)
            found.append((not there, value))
    return [plain(value) for _, value in sorted(found, key=lambda f: f[0])]


def is_path(node, path):
    return isinstance(node, ast.Constant) and node.value == path.partition("?")[0]


def evaluated(tree, around, node, depth=0):
    """What an expression gives that is made of literals and of names that are bound to such once, or None."""
    def inner(n):
        return evaluated(tree, around, n, depth + 1)
    if depth > 8:
        return None
    if isinstance(node, ast.Name):
        bound = binding(tree, around, node.id)
        return inner(bound) if bound is not None else None
    if isinstance(node, ast.Dict):
        return dictionary(node, inner)
    if isinstance(node, ast.List):
        values = [inner(n) for n in node.elts]
        return None if any(v is None for v in values) else values
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "dumps" and node.args:
        return inner(node.args[0])
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "dict" and not node.args and all(k.arg for k in node.keywords):
        return {k.arg: inner(k.value) for k in node.keywords}
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def dictionary(node, inner):
    found = {}
    for key, value in zip(node.keys, node.values):
        given = inner(value)
        if key is None:
            if not isinstance(given, dict):
                return None
            found.update(given)
        elif not isinstance(key, ast.Constant) or given is None and not (isinstance(value, ast.Constant) and value.value is None):
            return None
        else:
            found[key.value] = given
    return found


def binding(tree, around, name):
    """The expression that a name is bound to, in the function around a node or at the top of its file, if there is one only."""
    scopes = [f for f, _ in heald_inputs.definitions(tree) if f.lineno <= around.lineno <= (getattr(f, "end_lineno", 0) or 0)]
    for scope in scopes[-1:] + [tree]:
        nodes = ast.walk(scope) if scope is not tree else tree.body
        found = [n.value for n in nodes if isinstance(n, ast.Assign) and len(n.targets) == 1 and getattr(n.targets[0], "id", None) == name]
        if found:
            return found[0] if len(found) == 1 else None
    return None


# --- what the service says of itself ----------------------------------------------------------------------------

def described(lab, inputs, request):
    """Bodies after the description that applications give of their own paths."""
    if "fastapi" not in sys.modules:
        return []
    values, _ = lab.fork(lambda send: send({"schemas": schemas(request)}), 6)
    found = []
    for schema, parts in values[-1]["schemas"] if values else ():
        found += [instance(schema, parts, inputs, every, 0) for every in (True, False)]
    return [b for b in found if isinstance(b, (dict, list))]


def schemas(request):
    """The schemas of what the path takes as its body, each with the parts that it refers to."""
    sys.stdout = sys.stderr = heald_trial.Tail()
    found = []
    for _, module in sorted(sys.modules.items()):
        for value in list(getattr(module, "__dict__", {}).values()):
            if "fastapi.applications.FastAPI" in ["%s.%s" % (c.__module__, c.__qualname__) for c in type(value).__mro__]:
                found += [s for s in taken(value.openapi(), request) if s not in found]
    return found[:4]


def taken(told, request):
    at = request["path"].partition("?")[0]
    for path, ways in (told.get("paths") or {}).items():
        way = ways.get(request["method"].lower())
        if way and re.fullmatch("[^/]+".join(re.escape(p) for p in re.split(r"\{[^}]*\}", path)), at):
            schema = ((way.get("requestBody") or {}).get("content") or {}).get("application/json", {}).get("schema")
            if schema:
                yield [schema, (told.get("components") or {}).get("schemas") or {}]


TEXTS = {"date": "2024-01-15", "date-time": "2024-01-15T12:00:00", "time": "12:00:00", "duration": "PT1H", "email": "a@example.org",
         "uuid": "12345678-1234-5678-1234-567812345678", "uri": "https://example.org/", "ipv4": "192.0.2.1"}


def instance(schema, parts, inputs, every, depth, name=""):
    """A value that a JSON schema allows: with every field, or with those only that must be there."""
    if "$ref" in schema:
        schema = parts.get(schema["$ref"].rsplit("/", 1)[-1]) or {}
    ways = [s for key in ("anyOf", "oneOf", "allOf") for s in schema.get(key, ()) if s.get("type") != "null"]
    if depth > 4:
        return None
    if ways:
        return instance(ways[0], parts, inputs, every, depth + 1, name)
    if "const" in schema or schema.get("enum"):
        return schema["const"] if "const" in schema else schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required") or ()
        return {key: instance(inner, parts, inputs, every, depth + 1, key) for key, inner in (schema.get("properties") or {}).items()
                if every or key in needed}
    if kind == "array":
        return [instance(schema.get("items") or {}, parts, inputs, every, depth + 1, name)]
    return scalar(schema, kind, next(iter(inputs.fields.get(name, ())), None))


def scalar(schema, kind, told):
    if kind in ("integer", "number"):
        if re.fullmatch(r"-?\d+", str(told)):
            return int(told)
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        return min(max(1, low), schema.get("maximum", max(1, low)))
    if kind == "boolean":
        return True
    if schema.get("format") in TEXTS:
        return TEXTS[schema["format"]]
    text = told if isinstance(told, str) else "a"
    return text.ljust(schema.get("minLength") or 0, "a")[:schema.get("maxLength")]
