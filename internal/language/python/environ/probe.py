"""Says what this interpreter is and what can be imported, and what the tree's own files import. Runs inside the sandbox with
-I, so that nothing of the tree is imported. Arguments: a nonce, the tree, the folders that hold no source of the service."""
import ast
import json
import os
import platform
import sys
import sysconfig

nonce, home, skipped = sys.argv[1], sys.argv[2], set(sys.argv[3].split(","))


def marks():
    info = sys.version_info
    full = "%d.%d.%d" % info[:3]
    return {
        "python_version": "%d.%d" % info[:2], "python_full_version": full, "os_name": os.name, "sys_platform": sys.platform,
        "platform_machine": platform.machine(), "platform_system": platform.system(), "platform_release": platform.release(),
        "platform_version": platform.version(), "implementation_name": sys.implementation.name,
        "platform_python_implementation": platform.python_implementation(), "implementation_version": full,
    }


def names(folder):
    """What can be imported from one folder. Nothing is imported to find out."""
    found = set()
    try:
        entries = sorted(os.listdir(folder))
    except OSError:
        return found
    for entry in entries:
        path = os.path.join(folder, entry)
        stem, dot, suffix = entry.partition(".")
        if not stem.isidentifier():
            continue
        if dot and (suffix == "py" or suffix.endswith(("so", "pyd")) or suffix == "pyc"):
            found.add(stem)
        elif not dot and os.path.isdir(path) and stem != "__pycache__":
            found.add(stem)
    return found


def standard(paths):
    known = set(getattr(sys, "stdlib_module_names", ())) | set(sys.builtin_module_names)
    if not hasattr(sys, "stdlib_module_names"):
        for folder in (paths.get("stdlib"), paths.get("platstdlib")):
            known |= names(folder) | names(os.path.join(folder, "lib-dynload"))
        known -= {"site-packages", "dist-packages"}
    return known


def distributions():
    try:
        from importlib import metadata
    except ImportError:
        return {}, []
    found, plugins = {}, []
    for dist in metadata.distributions():
        try:
            name, version = dist.metadata["Name"], dist.version
            entries = [e for e in dist.entry_points if e.group == "pytest11"]
        except Exception:
            continue
        if isinstance(name, str) and isinstance(version, str) and name not in found:
            found[name] = version
            plugins += [name for _ in entries[:1]]
    return found, sorted(set(plugins))


def framework():
    try:
        import pytest
        return str(pytest.__version__)
    except BaseException:
        return ""


GUARDS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def guarded(node):
    """A try that survives the import's failure, or a block that only a type checker enters."""
    if isinstance(node, ast.Try):
        for handler in node.handlers:
            caught = ast.walk(handler.type) if handler.type is not None else ()
            if handler.type is None or any(isinstance(n, ast.Name) and n.id in GUARDS for n in caught):
                return True
    if isinstance(node, ast.If):
        return any(getattr(n, "id", getattr(n, "attr", "")) == "TYPE_CHECKING" for n in ast.walk(node.test))
    return False


def imports(tree):
    stack = [(node, False) for node in ast.iter_child_nodes(tree)]
    while stack:
        node, safe = stack.pop()
        if isinstance(node, ast.Import) and not safe:
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and not safe and node.level == 0 and node.module:
            for alias in node.names:
                yield node.module + "." + alias.name, node.lineno
        safe = safe or guarded(node)
        stack.extend((child, safe) for child in ast.iter_child_nodes(node))


def source_imports():
    found, files = {}, 0
    for folder, folders, entries in os.walk(home):
        folders[:] = sorted(f for f in folders if f not in skipped and not f.startswith(".")
                            and not os.path.exists(os.path.join(folder, f, "pyvenv.cfg")))
        for entry in sorted(entries):
            path = os.path.join(folder, entry)
            if not entry.endswith(".py") or files >= 5000 or os.path.islink(path) or os.path.getsize(path) > 1 << 20:
                continue
            files += 1
            try:
                with open(path, "rb") as f:
                    tree = ast.parse(f.read(), path)
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            for module, line in imports(tree):
                found.setdefault((module, folder), (os.path.relpath(path, home), line))
    return [{"module": m, "path": p, "line": n} for (m, _), (p, n) in sorted(found.items())][:20000]


def main():
    sys.setrecursionlimit(4000)
    paths = sysconfig.get_paths()
    dists, plugins = distributions()
    library = {"stdlib", "platstdlib"}
    outside = [p for p in sys.path if p and p not in {paths[k] for k in library} and not p.endswith((".zip", "lib-dynload"))]
    modules = set()
    for folder in outside:
        modules |= names(folder)
    answer = {
        "executable": sys.executable, "prefix": sys.prefix, "base_prefix": sys.base_prefix, "marks": marks(),
        "paths": {k: paths.get(k, "") for k in ("stdlib", "platstdlib", "purelib", "platlib")}, "site": outside,
        "distributions": dists, "plugins": plugins, "pytest": framework(), "standard": sorted(standard(paths)),
        "modules": sorted(modules), "imports": source_imports(),
    }
    sys.stdout.flush()
    os.write(1, ("\n" + nonce + json.dumps(answer) + "\n").encode())


main()
