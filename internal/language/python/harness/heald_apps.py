"""Applications of frameworks for the web: what a request to one of them is."""
import ast
import inspect
import json
import os
import sys

import heald_drive
import heald_express
import heald_inputs
import heald_trial

FRAMEWORKS, FACTORIES = ("FastAPI", "Starlette", "Flask"), ("create_app", "make_app")
APPS = 6  # modules that make an application and that the trace did not bring


def makes_application(tree):
    """Whether a module makes an application of a framework for the web when it is imported, or has a function that does."""
    for node in tree.body if tree else ():
        value = getattr(node, "value", None)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(value, ast.Call):
            name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
            if name in FRAMEWORKS or name in FACTORIES:
                return True
        if isinstance(node, ast.FunctionDef) and node.name in FACTORIES:
            return True
    return False


def testing(path):
    return "test" in os.path.basename(path) or "tests/" in path


def applications(lab, inputs):
    """Makers of requests through Flask, FastAPI and Starlette applications. One that includes the router that crashed is no part of the
    trace: the modules that make an application are imported where that does no harm."""
    made = [path for path in heald_inputs.python_files(lab.root) if not testing(path) and makes_application(inputs.tree(path))]
    modules = [heald_express.module_name(path, lab.import_roots) for path in made]
    heald_trial.warm(lab, [module for module in modules if module and module not in sys.modules][:APPS])
    found = []
    for name, module in sorted(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if not path or heald_drive.relative(path, lab.root) is None:
            continue
        for attribute, value in sorted(vars(module).items()):
            bases = {"%s.%s" % (c.__module__.split(".")[0], c.__name__) for c in type(value).__mro__}
            package = "fastapi" if "fastapi.FastAPI" in bases else "starlette" if "starlette.Starlette" in bases else ""
            if "flask.Flask" in bases:
                found.append(flask(lab, name, attribute, path))
            elif package:
                found += [starlette(lab, name, attribute, path, package, starts) for starts in ([True, False] if starting(value) else [False])]
            elif inspect.isfunction(value) and value.__name__ in FACTORIES and value.__module__ == name and "flask" in sys.modules:
                found.append(flask(lab, name, attribute + "()", path))
    return found[:4]


def starting(application):
    """Whether an application does something when it starts: what its requests read may come from there."""
    router = getattr(application, "router", None)
    return type(getattr(router, "lifespan_context", None)).__name__ != "_DefaultLifespan" or bool(getattr(router, "on_startup", None))


def flask(lab, module, attribute, path):
    def make(request):
        content = content_of(request)
        return {"kind": "handler", "module": module, "path": heald_drive.relative(path, lab.root), "function": attribute.rstrip("()"), "args": [],
                "imports": ["from %s import %s" % (module, attribute.rstrip("()"))],
                "setup": ["application = %s" % attribute, "application.testing = True"] if attribute.endswith("()") else ["%s.testing = True" % attribute],
                "receiver": "%s.test_client().open(%r, method=%r%s)" % ("application" if attribute.endswith("()") else attribute, request["path"], request["method"], content)}
    return make


def starlette(lab, module, attribute, path, package, starts):
    def make(request):
        drive = {"kind": "handler", "module": module, "path": heald_drive.relative(path, lab.root), "function": attribute, "args": [],
                 "imports": ["from %s.testclient import TestClient" % package, "from %s import %s" % (module, attribute)], "setup": []}
        client = "TestClient(%s)" % attribute
        if starts:
            drive["within"], client = client + " as client", "client"
        drive["receiver"] = "%s.request(%r, %r%s)" % (client, request["method"], request["path"], content_of(request))
        return drive
    return make


def content_of(request):
    """The request's body as an argument of a test client."""
    body = request.get("body") or ""
    if not body:
        return ""
    try:
        return ", %s=%r" % ("data" if request.get("form") else "json", json.loads(body))
    except ValueError:
        return ", data=%r" % body
