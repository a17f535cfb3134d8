"""Watches foreign code run: which lines of some files are executed, and with what arguments some functions are called."""
import os
import sys
import threading
import types

import heald_drive
import heald_record

EACH, ATTEMPTS, LINES = 25, 120, 20000


class Watch:
    """A trace function of a whole process. Files that are not watched cost one look-up a call."""

    def __init__(self, request, emit):
        self.root, self.emit = os.path.realpath(request["root"]), emit
        self.files = {path: {} for path in request["watch"]}
        self.functions = {(f["path"], f["name"]): f for f in request.get("functions") or []}
        self.lab = types.SimpleNamespace(root=self.root, import_roots=request.get("import_roots") or [""])
        self.paths, self.made, self.seen, self.tries, self.busy = {}, {}, {}, {}, False

    def start(self):
        threading.settrace(self.enter)
        sys.settrace(self.enter)

    def stop(self):
        sys.settrace(None)
        threading.settrace(None)
        self.emit({"lines": {path: sorted(lines)[:LINES] for path, lines in self.files.items()}})

    def enter(self, frame, event, arg):
        name = frame.f_code.co_filename
        path = self.paths.get(name, 0)
        if path == 0:
            path = self.paths[name] = heald_drive.relative(name, self.root)
        if path is None or self.busy:
            return None
        code = frame.f_code
        if code.co_name == "__init__" and self.functions:
            self.note_constructor(frame)
        if path not in self.files:
            return None
        function = self.functions.get((path, code.co_name))
        if function is not None and frame.f_lasti <= 4 and self.tries.get(code, 0) < ATTEMPTS:
            self.tries[code] = self.tries.get(code, 0) + 1
            self.note(frame, function)
        held = self.files[path]
        held[frame.f_lineno] = True

        def line(frame, event, arg):
            if event == "line":
                held[frame.f_lineno] = True
            return line
        return line

    def note_constructor(self, frame):
        self.busy = True
        try:
            heald_record.note_constructor(self.lab, frame, self.made)
        finally:
            self.busy = False

    def note(self, frame, function):
        self.busy = True
        try:
            drive = written(self.lab, frame, function, self.made, "test")
        finally:
            self.busy = False
        if drive is None:
            return
        text = repr([drive.get("receiver"), drive.get("setup"), drive.get("args")])
        held = self.seen.setdefault(frame.f_code, set())
        if text not in held and len(held) < EACH and len(text) < 8000:
            held.add(text)
            self.emit({"call": drive})


def written(lab, frame, function, made, origin):
    """A call as a drive, or None when it cannot be written down without harm."""
    try:
        _, positional, keywords = heald_record.arguments(frame)
        if any(heald_record.consumable(v) for v in list(positional) + list(keywords.values())):
            return None
        drive = heald_record.written(lab, frame, {"file": function["path"], "name": function["name"], "function": function.get("function", "")},
                                     made, origin)
    except BaseException:
        return None
    return None if "inexpressible" in drive else drive
