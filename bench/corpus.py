#!/usr/bin/env python3
"""The crash corpus: record real crash logs and check that every case is sound.

    corpus.py record ID...|--all     deploy repo/ to /srv/<service>, crash it, write crash.log
    corpus.py check  ID...|--all     verify cases on temporary copies; non-zero when one is unsound

A case is a folder crashes/<id>/ (CORPUS=NAME: NAME/<id>/) with case.json, repo/ (the tree as deployed), crash.log and, where the
engine is expected to mend it, hidden/test_*.py, fix.diff and wrong/*.diff. history/1, history/2 ... hold
older versions, oldest first: version n is repo/ overlaid with the files in history/n.
Standard library only; tests run with Debian's own Python and pytest.
"""
import argparse
import concurrent.futures
import contextlib
import fcntl
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

CRASHES = pathlib.Path(__file__).resolve().parent / os.environ.get("CORPUS", "crashes")
DEPLOY_ROOT = pathlib.Path("/srv")
TIMEOUT = 90

CLASSES = """division_by_zero missing_key index_out_of_range none_dereference type_mismatch missing_attribute
unbound_variable bad_conversion decode_error unpack_mismatch empty_sequence infinite_recursion concurrent_modification
missing_await schema_drift missing_import rejected_input unavailable_peer resource configuration other""".split()
EXPECTATIONS = ("mend", "refuse", "hand_over")
REQUIRED = ("service", "class", "expect", "why", "style", "crash", "wrap")

TRACEBACK = "Traceback (most recent call last)"
RECORD = re.compile(r"^\[?(DEBUG|INFO|WARNING|ERROR|CRITICAL)\b\]?:?\s*(.*)")
MACHINE_PATH = re.compile(r"/(work|root)(?![\w-])")
CHATTER = ("GET /healthz 200 1ms", "flushed 31 metrics", "cache refreshed, 214 entries", "connection pool 3/20 in use",
           "lease renewed for 30s", "GET /readyz 200 0ms", "rotated log segment 0042", "config unchanged",
           "slow tick: 212ms", "heartbeat sent", "gc pause 4ms", "subscribed to 2 topics")


def run(command, folder, extra=None, stdin=""):
    """Runs a command as a deployed service runs: in folder, with a minimal environment in which `python3` is the
    distribution's own. Gives its exit code and what it wrote, standard output and error together."""
    env = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
           "PYTHONUNBUFFERED": "1"} | (extra or {})
    done = subprocess.run(command, cwd=folder, env=env, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", timeout=TIMEOUT)
    return done.returncode, done.stdout


def crash(case, folder):
    """Runs the crash command in folder and returns what it wrote."""
    return run(case["crash"], folder, case.get("env"), case.get("stdin", ""))[1]


def pytest(folder, *targets):
    """Runs pytest in folder; returns its exit code (5: no tests) and its output."""
    command = ["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", *targets]
    return run(command, folder, {"PYTHONPATH": os.pathsep.join(str(p) for p in (folder, folder / "src") if p.is_dir())})


class Clock:
    """Fake time: starts at a moment that depends on the case only and moves on a little at each reading."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.day = self.rng.randint(1, 28)
        self.nanos = self.rng.randint(1, 80_000) * 10**9 + self.rng.randint(0, 10**9)

    def read(self, step=None):
        self.nanos += step or self.rng.randint(20_000, 400_000)
        seconds, nanos = divmod(self.nanos, 10**9)
        return f"2026-11-{self.day:02d}", f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}", nanos

    def iso(self, digits, step=None):
        date, time, nanos = self.read(step)
        return f"{date}T{time}.{nanos:09d}"[:20 + digits] + "Z"


def split(output):
    """Splits a crash's output into the lines before the traceback, the traceback, and the lines after it."""
    lines = output.rstrip("\n").split("\n")
    heads = [n for n, line in enumerate(lines) if TRACEBACK in line]
    if not heads:
        raise ValueError("the crash command printed no traceback:\n" + output)
    end = next((n for n in range(heads[-1], len(lines)) if RECORD.match(lines[n])), len(lines))
    return lines[:heads[0]], lines[heads[0]:end], lines[end:]


def records(lines):
    """Gives (level, message) of plain log lines."""
    return [m.groups() if (m := RECORD.match(line)) else ("INFO", line) for line in lines if line.strip()]


def story(output, clock, service):
    """The output as log records amid chatter: a list of (level, message, traceback lines)."""
    before, trace, after = split(output)
    chatter = [("INFO", text, []) for text in clock.rng.sample(CHATTER, 5)]
    told = chatter[:3] + [(*r, []) for r in records(before)]
    if before and told[-1][0] in ("ERROR", "CRITICAL"):
        told[-1] = (*told[-1][:2], trace)
    else:
        told.append(("ERROR", f"{service}: unhandled exception", trace))
    return told + [(*r, []) for r in records(after)] + chatter[3:]


def wrap_log(output, clock, service):
    style, out = clock.rng.randrange(3), []
    for level, message, trace in story(output, clock, service):
        date, time, nanos = clock.read(clock.rng.randint(10**7, 10**9))
        out.append((f"{date} {time},{nanos // 10**6:03d} {level:<8} {message}",
                    f"[{date}T{time}Z] [{level}] {service}: {message}",
                    f"Nov {int(date[-2:]):2d} {time} {service}-7f9c {service}[17]: {level} {message}")[style])
        out += trace
    return "\n".join(out) + "\n"


def wrap_json(output, clock, service):
    out = []
    for level, message, trace in story(output, clock, service):
        moment = clock.iso(3, clock.rng.randint(10**7, 10**9))
        entry = {"level": level, "ts": moment, "service": service, "message": message}
        out.append(json.dumps(entry | ({"exc_info": "\n".join(trace)} if trace else {})))
    return "\n".join(out) + "\n"


def wrap_cri(output, clock, service):
    return "".join(f"{clock.iso(9)} stderr F {line}\n" for line in output.rstrip("\n").split("\n"))


def wrap_docker(output, clock, service):
    lines = output.rstrip("\n").split("\n")
    return "".join(json.dumps({"log": f"{x}\n", "stream": "stderr", "time": clock.iso(9)}) + "\n" for x in lines)


def wrap_ansi(output, clock, service):
    colour = {"INFO": 34, "DEBUG": 32, "WARNING": 33}
    out = []
    for level, message, trace in story(output, clock, service):
        time = clock.read(clock.rng.randint(10**7, 10**9))[1]
        out.append(f"\x1b[2;36m[{time}]\x1b[0m \x1b[1;{colour.get(level, 31)}m{level:<8}\x1b[0m {message}")
        for line in trace:
            line = re.sub(r'^(\s+)File "(.*?)", line (\d+), in (.*)',
                          '\\1File \x1b[35m"\\2"\x1b[0m, line \x1b[35m\\3\x1b[0m, in \x1b[35m\\4\x1b[0m', line)
            out.append(re.sub(r"^([A-Za-z_][\w.]*(?:Error|Exception|Exit|Iteration|Rejected|Invalid)\w*)(: |$)",
                              "\x1b[1;31m\\1\x1b[0m\\2", line))
    return "\n".join(out) + "\n"


WRAPS = dict(raw=lambda text, *_: text, log=wrap_log, json=wrap_json, cri=wrap_cri, docker=wrap_docker, ansi=wrap_ansi)


def record(identity):
    """Deploys a case, crashes it and writes its crash.log."""
    case = json.loads((CRASHES / identity / "case.json").read_text())
    folder = DEPLOY_ROOT / case["service"]
    with open(pathlib.Path(tempfile.gettempdir()) / "corpus-record.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            shutil.copytree(CRASHES / identity / "repo", folder, ignore=shutil.ignore_patterns("__pycache__"))
            output = crash(case, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    split(output)  # complains when it did not crash
    (CRASHES / identity / "crash.log").write_text(WRAPS[case["wrap"]](output, Clock(identity), case["service"]))
    return f"recorded {identity}"


@contextlib.contextmanager
def tree(home, overlay=None, diff=None, hidden=False):
    """A temporary copy of a case's repository, perhaps with an older version or a diff on it."""
    with tempfile.TemporaryDirectory() as temp:
        folder = pathlib.Path(temp) / "tree"
        shutil.copytree(home / "repo", folder, ignore=shutil.ignore_patterns("__pycache__"))
        if overlay:
            shutil.copytree(overlay, folder, dirs_exist_ok=True)
        if hidden:
            shutil.copytree(home / "hidden", folder / "hidden_tests")
        if diff:
            code, out = run(["git", "apply", str(diff)], folder, {"GIT_CEILING_DIRECTORIES": temp})
            if code:
                raise ValueError(f"{diff.name} does not apply: {out}")
        yield folder


def check_json(home, case):
    yield from (f"case.json: {key} is missing" for key in REQUIRED if not case.get(key))
    for key, allowed in (("class", CLASSES), ("expect", EXPECTATIONS), ("wrap", WRAPS)):
        if case.get(key) not in allowed:
            yield f"case.json: {key} {case.get(key)!r} is unknown"
    if "twin_of" in case and not (CRASHES / case["twin_of"]).is_dir():
        yield f"case.json: twin_of {case['twin_of']!r} does not exist"
    if (versions := len(list(home.glob("history/*")))) and len(case.get("commits", [])) != versions + 1:
        yield f"case.json: {versions} older versions need {versions + 1} commits"


def check_files(home, case):
    log = home / "crash.log"
    text = log.read_text() if log.exists() else ""
    if TRACEBACK not in text or f"/srv/{case['service']}/" not in text:
        yield "crash.log: no traceback with a frame of the service"
    for path in (p for p in home.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        if MACHINE_PATH.search(path.read_text(errors="replace")):
            yield f"{path.relative_to(home)}: mentions a path of this machine"


def check_runs(home, case):
    with tree(home) as folder:
        code, out = pytest(folder)
        if code not in (0, 5):
            yield f"the existing tests fail on repo/ (exit {code}):\n{out}"
        out = crash(case, folder)
        if TRACEBACK not in out:
            yield f"the crash command does not crash:\n{out}"
    for version in sorted(home.glob("history/*")):
        with tree(home, overlay=version) as folder:
            old = crash(case, folder)
            if TRACEBACK in old and version.name == "1":
                yield f"the oldest version crashes as well:\n{old}"
            code, old = pytest(folder)
            if code not in (0, 5):
                yield f"the tests of {version.relative_to(home)} fail:\n{old}"
    if case["expect"] == "mend":
        yield from check_mend(home, case, death(out))


def death(output):
    """The line which names the exception of the last traceback, or None."""
    tail = output.rpartition(TRACEBACK)[2].split("\n")[1:] if TRACEBACK in output else []
    return next((line for line in tail if line[:1].strip()), None)


def check_mend(home, case, first):
    wrong = sorted(home.glob("wrong/*.diff"))
    if len(wrong) < 2:
        yield "fewer than two wrong fixes"
    with tree(home, hidden=True) as folder:
        code, out = pytest(folder, "hidden_tests")
        if code not in (1, 2):
            yield f"the hidden tests do not fail on repo/ (exit {code}):\n{out}"
    for diff in [home / "fix.diff", *wrong]:
        name, good = diff.relative_to(home), diff not in wrong
        with tree(home, diff=diff) as folder:
            out = crash(case, folder)
            if death(out) and (good or death(out) == first):
                yield f"{name} does not stop the crash:\n{out}"
            code, out = pytest(folder) if good else (0, "")
            if code not in (0, 5):
                yield f"the existing tests fail with {name}:\n{out}"
        with tree(home, diff=diff, hidden=True) as folder:
            code, out = pytest(folder, "hidden_tests")
            if (code == 0) != good or code not in (0, 1, 2):
                yield f"the hidden tests {'fail' if good else 'pass'} with {name} (exit {code}):\n{out}"


def check(identity):
    """Gives the faults of one case."""
    home = CRASHES / identity
    try:
        case = json.loads((home / "case.json").read_text())
        return list(check_json(home, case)) or [*check_files(home, case), *check_runs(home, case)]
    except Exception as error:  # a broken case must not hide the others
        return [f"{type(error).__name__}: {error}"]


def table(identities):
    """Prints how many cases there are by class and expectation."""
    cases = [json.loads((CRASHES / i / "case.json").read_text()) for i in identities]
    print(f"\n{'class':<26}" + "".join(f"{e:>10}" for e in EXPECTATIONS))
    for kind in [c for c in CLASSES if any(case["class"] == c for case in cases)] + ["total"]:
        row = [sum(c["expect"] == e and kind in (c["class"], "total") for c in cases) for e in EXPECTATIONS]
        print(f"{kind:<26}" + "".join(f"{n:>10}" for n in row))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("record", "check"))
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    ids = sorted(p.parent.name for p in CRASHES.glob("*/case.json")) if args.all else args.ids
    if not ids:
        parser.error("name cases or say --all")
    if args.command == "record":
        return print(*map(record, ids), sep="\n")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = dict(zip(ids, pool.map(check, ids)))
    for identity, found in faults.items():
        print("FAULTY" if found else "ok    ", identity, *(f"\n    - {fault}" for fault in found))
    table([i for i in ids if (CRASHES / i / "case.json").exists()])
    return 1 if any(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
