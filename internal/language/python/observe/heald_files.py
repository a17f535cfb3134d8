"""Hears which files a run writes, says what became of them, and puts them back."""
import hashlib
import os
import sys

import heald_canon

FILE_LIMIT = 4 << 20


def heard(root):
    """Listens from now on."""
    files = Files(root)
    sys.addaudithook(files.hear)
    return files


class Files:
    """Hears of files that are about to be written, keeps what they held, and afterwards says what became of them."""

    def __init__(self, root):
        self.root, self.before, self.off = root, {}, False
        self.base = os.getcwd()

    def hear(self, event, args):
        if self.off or event not in ("open", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "sqlite3.connect", "shutil.rmtree"):
            return
        try:
            if event == "open":
                if not writes(args):
                    return
            for name in args[:2] if event == "os.rename" else args[:1]:
                self.keep(name)
        except Exception:
            pass  # an odd name is no reason to change what the observed code does

    def keep(self, name):
        if not isinstance(name, (str, bytes)) or len(self.before) > 200:
            return
        path = os.path.abspath(os.fsdecode(name))
        if path in self.before or path.startswith(("/proc/", "/dev/", "/heald/")):
            return
        self.off = True
        try:
            self.before[path] = content(path)
        finally:
            self.off = False

    def settle(self):
        """What changed, by name inside the tree; the tree is put back."""
        self.off = True
        found, other = [], []
        for path in sorted(self.before):
            held, now = self.before[path], content(path)
            if held == now:
                continue
            form = meaning(path, now)
            if path.startswith(self.root + os.sep):
                found.append([os.path.relpath(path, self.root), form])
                restore(path, held)
            else:
                other.append(form)
        return heald_canon.digest([found, sorted(other)]) if found or other else ""


def writes(args):
    mode, flags = args[1], args[2] if len(args) > 2 else 0
    if isinstance(mode, str):
        return any(c in mode for c in "wax+")
    return isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)


def content(path):
    try:
        if os.path.isdir(path):
            return "folder"
        with open(path, "rb") as source:
            return source.read(FILE_LIMIT)
    except OSError:
        return None


def meaning(path, body):
    """What a file says: of a database, its contents."""
    if isinstance(body, bytes) and body.startswith(b"SQLite format 3\0"):
        try:
            import sqlite3
            with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as base:
                return hashlib.sha256("\n".join(base.iterdump()).encode("utf-8", "replace")).hexdigest()
        except Exception:
            return "unreadable database"
    return hashlib.sha256(body).hexdigest() if isinstance(body, bytes) else str(body)


def restore(path, body):
    try:
        if body is None:
            os.rmdir(path) if os.path.isdir(path) else os.remove(path)
        elif body != "folder":
            with open(path, "wb") as out:
                out.write(body)
    except OSError:
        pass
