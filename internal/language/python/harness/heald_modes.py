"""What the inner process can be asked for."""
import os
import sys


def answer(request, emit):
    sys.setrecursionlimit(1000)
    root = request["root"]
    os.chdir(os.path.join(root, request.get("dir") or ""))
    import heald_drive
    heald_drive.ROOT = root
    for folder in reversed(request.get("import_roots") or [""]):
        sys.path.insert(0, os.path.normpath(os.path.join(root, folder)))
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
    sys.dont_write_bytecode = True
    mode = request["mode"]
    if mode == "search":
        import heald_search
        return heald_search.run(request, emit)
    if mode == "shrink":
        import heald_shrink
        return heald_shrink.run(request, emit)
    if mode == "execute":
        import heald_trial
        return heald_trial.execute_all(request, emit)
    if mode == "test":
        import heald_test
        return heald_test.run(request, emit)
    raise ValueError("unknown mode %r" % mode)
