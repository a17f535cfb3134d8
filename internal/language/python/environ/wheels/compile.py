"""Builds a wheel from a source archive, inside the sandbox. `needs` writes the build requirements to /out/name, `build` the
wheel to /out/wheel and its name to /out/name."""
import importlib
import json
import os
import re
import shutil
import sys
import tarfile
import zipfile


def unpack(archive, folder):
    if tarfile.is_tarfile(archive):
        with tarfile.open(archive) as f:
            f.extractall(folder)
    else:
        with zipfile.ZipFile(archive) as f:
            f.extractall(folder)
    entries = [e for e in os.listdir(folder) if os.path.isdir(os.path.join(folder, e))]
    return os.path.join(folder, entries[0])


def build_system(folder):
    try:
        with open(os.path.join(folder, "pyproject.toml"), encoding="utf-8") as f:
            text = f.read()
    except OSError:
        return {}
    try:
        import tomllib
        return tomllib.loads(text).get("build-system", {})
    except ImportError:
        pass
    section = re.search(r"^\[build-system\]\s*$(.*?)(?=^\[|\Z)", text, re.M | re.S)
    found = {}
    if section:
        requires = re.search(r"^requires\s*=\s*\[(.*?)\]\s*$", section.group(1), re.M | re.S)
        backend = re.search(r"^build-backend\s*=\s*[\"']([^\"']+)[\"']", section.group(1), re.M)
        path = re.search(r"^backend-path\s*=\s*\[\s*[\"']([^\"']+)[\"']\s*\]", section.group(1), re.M)
        found["requires"] = re.findall(r"\"([^\"]+)\"|'([^']+)'", requires.group(1)) if requires else []
        found["requires"] = [a or b for a, b in found["requires"]]
        if backend:
            found["build-backend"] = backend.group(1)
        if path:
            found["backend-path"] = [path.group(1)]
    return found


def build(folder, system):
    os.chdir(folder)
    for inner in system.get("backend-path", []):
        sys.path.insert(0, os.path.join(folder, inner))
    name = system.get("build-backend", "setuptools.build_meta:__legacy__")
    module, _, attribute = name.partition(":")
    if "setuptools" in module and "backend-path" not in system:
        sys.path.insert(0, folder)  # setup.py imports what lies beside it
    backend = importlib.import_module(module)
    for part in filter(None, attribute.split(".")):
        backend = getattr(backend, part)
    os.makedirs("/tmp/wheel")
    made = backend.build_wheel("/tmp/wheel", {})
    shutil.copyfile(os.path.join("/tmp/wheel", made), "/out/wheel")
    return made


folder = unpack("/heald/source", "/tmp/source")
system = build_system(folder)
with open("/out/name", "w") as out:
    if sys.argv[1] == "needs":
        json.dump(system.get("requires", []), out)
    else:
        out.write(build(folder, system))
