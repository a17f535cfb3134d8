import re

_routes = []


def route(method, pattern):
    def deco(fn):
        _routes.append((method, re.compile(pattern + r"\Z"), fn))
        return fn
    return deco


def find(method, path):
    for m, rx, fn in _routes:
        hit = rx.match(path)
        if m == method and hit:
            return fn, hit.groups()
    return None, ()
