import os


def changed(folder, since):
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.is_file() and entry.stat().st_mtime >= since:
            yield entry.path


def everything(folder):
    for base, _, files in os.walk(folder):
        for f in sorted(files):
            path = os.path.join(base, f)
            yield path, os.path.relpath(path, folder).replace(os.sep, "__")
