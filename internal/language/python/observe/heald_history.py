"""What was done to an object from outside of it, in order: the constructor's call and the methods'. An object that no expression gives
comes to be again by what its owners did."""
import inspect
import os
import re
import sys

import heald_drive
import heald_express
import heald_files
import heald_record
import heald_trial

CALLS, EVENTS = 12, 4000


class Lives:
    """Notes calls of methods of the tree's objects, but for those that an object makes of itself."""

    def __init__(self, lab):
        self.lab, self.calls, self.count = lab, {}, 0

    def note(self, frame):
        code = frame.f_code
        if self.count > EVENTS or code.co_name.startswith("_") or not code.co_argcount or code.co_flags & 0x220:  # generators go on and on
            return
        self.count += 1
        receiver = frame.f_locals.get(code.co_varnames[0])
        if receiver is None or inspect.isclass(receiver) or heald_drive.relative(code.co_filename, self.lab.root) is None:
            return
        caller = frame.f_back
        if caller is not None and caller.f_code.co_varnames[:1] and caller.f_locals.get(caller.f_code.co_varnames[0]) is receiver:
            return
        _, positional, keywords = heald_record.arguments(frame)
        held = self.calls.setdefault(id(receiver), (receiver, []))[1]
        if len(held) < 200:
            held.append((frame, code, positional[1:], keywords))

    def of(self, receiver, now):
        """The calls that were over before now."""
        under_way = set()
        while now is not None:
            under_way.add(id(now))
            now = now.f_back
        held = [call for call in self.calls.get(id(receiver), (None, []))[1] if id(call[0]) not in under_way]
        return held if len(held) <= CALLS else held[:CALLS // 2] + held[-CALLS // 2:]


def drive(lab, frame, site, made, lives):
    """The call that made a frame, on a receiver that is made by its constructor and by what was done to it; or None."""
    code = frame.f_code
    names, positional, keywords = heald_record.arguments(frame)
    owner = heald_record.owner_of(code, positional)
    if owner is None or inspect.isclass(positional[0]) or id(positional[0]) not in made:
        return None
    x = heald_express.Expresser(lab.root, lab.import_roots, made)
    receiver, before = positional[0], lives.of(positional[0], frame)
    variable = x.variable("the_" + "".join("_" + c.lower() if c.isupper() else c for c in owner.__name__).strip("_"))
    statement = "%s = %s" % (variable, x.by_record(receiver, x.named(type(receiver)), 1))
    x.variables[id(receiver)] = (receiver, variable)
    steps = [statement]
    for _, called, args, named in before:
        try:
            given = [x.express(v) for v in args] + ["%s=%s" % (k, x.express(v)) for k, v in named.items()]
        except heald_express.Inexpressible:
            continue
        steps.append("%s.%s(%s)" % (variable, called.co_name, ", ".join(given)))
    args = heald_record.call_args(x, heald_record.defaults_of(frame, owner), names[1:], positional[1:], keywords, "trace")
    found = {"kind": "method", "path": site["file"], "module": heald_express.module_name(site["file"], lab.import_roots),
             "function": owner.__name__ + "." + code.co_name, "receiver": variable, "args": args,
             "imports": x.result("")["imports"], "setup": x.setup + steps}
    heald_record.lazy(found, code)
    return found


class Reads:
    """Hears which files of the tree are read, and whether an import reads them."""

    MOST, SIZE = 4, 6000

    def __init__(self, root):
        self.root, self.names, self.off = root, {}, False

    def hear(self, event, args):
        if event != "open" or self.off or not isinstance(args[0], (str, bytes)) or args[1] not in (None, "r", "rt", "rb", "r+"):
            return
        self.off = True
        try:
            name = heald_drive.relative(os.fsdecode(args[0]), self.root)
            if name and not name.endswith((".py", ".pyc", ".so", ".pth")) and "/." not in "/" + name and name not in self.names:
                self.names[name] = importing()
        except Exception:
            pass  # an odd name is no file of the service's
        self.off = False

    def files(self):
        """Name from the working folder, text, and whether an import reads it: of the small texts."""
        found, self.off = [], True
        for name, early in list(self.names.items()):
            try:
                with open(os.path.join(self.root, name), "rb") as source:
                    text = legible(source.read(self.SIZE + 1))
            except OSError:
                continue
            if 0 < len(text) <= self.SIZE and len(found) < self.MOST:
                found.append([os.path.relpath(os.path.join(self.root, name)), text, early])
        return found


def legible(body):
    """What a file says. Of a text in an encoding that is not known, the plain letters alone, with one for each of the others: most encodings
    give those alike, so that it can be read where the original cannot. Empty for what is no text."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        if re.search(rb"[\x00-\x08\x0e-\x1f\x7f]", body):
            return ""
    return re.sub(rb"[^\x00-\x7f]", b"e", body).decode("ascii")


def read_by(lab, drive):
    """The files that a run of a drive reads, each with its text. The lab is told which of them imports read: who
    varies one of these must import anew."""
    def work(send):
        sys.stdout = sys.stderr = heald_trial.Tail()
        reads = Reads(lab.root)
        forget(lab)
        sys.addaudithook(reads.hear)
        written = heald_files.heard(lab.root)
        try:
            heald_drive.execute(drive)
        except BaseException:
            pass  # the reproduction crashes, as it should
        written.settle()
        send({"files": reads.files()})
    values, _ = lab.fork(work)
    found = values[0]["files"] if values else []
    lab.early = {name for name, _, early in found if early}
    return found


def forget(lab):
    """Lets go of the tree's modules, so that importing them reads their files again."""
    for name, module in list(sys.modules.items()):
        if heald_drive.relative(getattr(module, "__file__", None), lab.root):
            del sys.modules[name]


def importing():
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
