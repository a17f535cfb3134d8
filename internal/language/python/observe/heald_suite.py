"""Runs a test suite test by test and says what became of each test, with planted tests that must fail.

Values sent: {"collected": [ids], "planted": [ids]}, {"id", "outcome", "error"?} once for each test, then what a watch saw:
{"lines": {path: [line]}} and {"call": drive}. The end is {"status": n}."""
import os
import random
import sys

import heald_drive
import heald_watch


def run(request, emit):
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000))
    sys.dont_write_bytecode = True
    if request.get("memory"):
        import resource
        resource.setrlimit(resource.RLIMIT_DATA, (request["memory"],) * 2)
    root = request["root"]
    os.chdir(os.path.join(root, request.get("dir") or ""))
    sys.path.insert(1, os.getcwd())  # as with python -m
    watch = heald_watch.Watch(request, emit) if request.get("watch") else None
    suite = Reporter(request, emit)
    if watch:
        watch.start()
    if request["framework"] == "unittest":
        status = run_unittest(request, suite)
    else:
        status = run_pytest(request, suite)
    if watch:
        watch.stop()
    return {"status": int(status)}


class Reporter:
    """Says each test once. Planted tests are told apart by names made from a random number."""

    def __init__(self, request, emit):
        self.emit, self.root, self.seed = emit, request["root"], request.get("seed", 1)
        self.without = set(request.get("without") or [])  # tests that end their process: known, counted as failed, not run
        self.describe = heald_drive.describe
        self.planted = ["test_" + os.urandom(5).hex() for _ in range(2)]

    def collected(self, ids, planted):
        self.emit({"collected": list(ids), "planted": list(planted)})

    def report(self, test, outcome, error=None):
        value = {"id": test, "outcome": outcome}
        if error is not None:
            value["error"] = self.describe(error, self.root)
        self.emit(value)

    def begin(self, test):
        self.emit({"begun": test})

    def leave_out(self, ids):
        """Says of the tests that are not run that they failed; true for each of them."""
        for test in ids:
            if test in self.without:
                self.report(test, "failed")
        return [test in self.without for test in ids]

    def places(self, count):
        """Where the planted tests go: one somewhere, one at the end."""
        return [random.Random(os.urandom(8)).randrange(count + 1), count + 1]


def must_fail(*_):
    raise AssertionError("this planted test fails, always")


# --- pytest -----------------------------------------------------------------------------------------------------

def run_pytest(request, suite):
    import pytest
    args = list(request.get("args") or [])
    options = ["-q", "-s", "-p", "no:cacheprovider", "--continue-on-collection-errors", "--maxfail=0"]
    options += optional()
    return pytest.main(options + args + list(request.get("only") or []), plugins=[plugin(pytest, suite)])


def optional():
    """Switches off what would run tests elsewhere, in another order, or measure them."""
    import importlib.util
    found = ["-p", "no:randomly", "-p", "no:random_order"]
    if importlib.util.find_spec("xdist"):
        found += ["-n0"]
    if importlib.util.find_spec("pytest_cov"):
        found += ["--no-cov"]
    return found


def plugin(pytest, suite):
    class Heald:
        def __init__(self):
            self.phases, self.errors = {}, {}

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_collection_modifyitems(self, session, config, items):
            yield
            own = [item.nodeid for item in items]
            known = list(items)
            planted = [plant(pytest, items, name) for name in suite.planted] if items else []
            suite.collected(own, [item.nodeid for item in planted])
            items[:] = [item for item, out in zip(known, suite.leave_out(own)) if not out]
            for place, item in zip(suite.places(len(items)), planted):
                items.insert(place, item)

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_protocol(self, item, nextitem):
            self.phases, self.errors = {}, {}
            suite.begin(item.nodeid)
            yield
            outcome = judge(self.phases)
            suite.report(item.nodeid, outcome, next(iter(self.errors.values()), None) if outcome == "failed" else None)

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_makereport(self, item, call):
            result = yield
            report = result.get_result()
            self.phases[report.when] = "xfailed" if hasattr(report, "wasxfail") and report.outcome == "skipped" else report.outcome
            if report.outcome == "failed" and call.excinfo is not None:
                self.errors[report.when] = call.excinfo.value

        def pytest_collectreport(self, report):
            if report.failed:
                suite.report(report.nodeid or ".", "failed")
    return Heald()


def judge(phases):
    held = list(phases.values())
    if "failed" in held:
        return "failed"
    if "skipped" in held or "xfailed" in held:
        return "skipped"
    return "passed" if phases.get("call") == "passed" else "missing"


def plant(pytest, items, name):
    """A test that fails, beside the first one that nothing marks."""
    parent = None
    for item in items:
        module = item.getparent(pytest.Module)
        if module is not None and not any(m.name in ("skip", "skipif", "xfail") for m in item.iter_markers()):
            parent = module
            break
    parent = parent or items[0].getparent(pytest.Module) or items[0].parent
    make = pytest.Function.from_parent if hasattr(pytest.Function, "from_parent") else lambda p, **k: pytest.Function(k.pop("name"), p, **k)

    def planted():
        must_fail()
    planted.__name__ = name
    if not isinstance(parent, pytest.Module):  # doctests and foreign collectors: a node of their own kind cannot hold a function
        return bare_item(pytest, parent, name)
    return make(parent, name=name, callobj=planted)


def bare_item(pytest, parent, name):
    class Planted(pytest.Item):
        def runtest(self):
            must_fail()
    return Planted.from_parent(parent, name=name)


# --- unittest ---------------------------------------------------------------------------------------------------

def run_unittest(request, suite):
    import io
    import unittest
    stream = io.StringIO()

    class Result(unittest.TestResult):
        def __init__(self, *args, **kwargs):
            super().__init__()
            self.state, self.error, self.told, self.broken = {}, {}, set(), False

        def startTest(self, test):
            super().startTest(test)
            self.state[id(test)], self.error[id(test)] = "missing", None
            suite.begin(identity(test))

        def mark(self, test, outcome, error=None):
            if id(test) not in self.state:  # a class or module that could not be set up
                self.broken = True
                suite.report(identity(test), "failed", error[1] if error else None)
            elif self.state[id(test)] != "failed":
                self.state[id(test)], self.error[id(test)] = outcome, error[1] if error else None

        def left_out(self, tests):
            """A class or module that could not be set up takes its tests with it."""
            for test in tests if self.broken else ():
                if test not in self.told:
                    suite.report(test, "failed")

        def addSuccess(self, test):
            self.mark(test, "passed")

        def addFailure(self, test, err):
            self.mark(test, "failed", err)

        def addError(self, test, err):
            self.mark(test, "failed", err)

        def addSkip(self, test, reason):
            if id(test) in self.state:
                self.mark(test, "skipped")

        def addExpectedFailure(self, test, err):
            self.mark(test, "skipped")

        def addUnexpectedSuccess(self, test):
            self.mark(test, "failed")

        def addSubTest(self, test, subtest, err):
            if err is not None:
                self.mark(test, "failed", err)

        def stopTest(self, test):
            super().stopTest(test)
            self.told.add(identity(test))
            suite.report(identity(test), self.state.pop(id(test), "missing"), self.error.pop(id(test), None))

    class Runner:
        def __init__(self, *args, **kwargs):
            pass

        def run(self, loaded):
            tests = list(flat(loaded))
            own = [identity(t) for t in tests]
            planted = [planted_case(unittest, tests, name) for name in suite.planted] if tests else []
            suite.collected(own, [identity(t) for t in planted])
            tests = [t for t, out in zip(tests, suite.leave_out(own)) if not out]
            for place, test in zip(suite.places(len(tests)), planted):
                tests.insert(place, test)
            result = Result()
            unittest.TestSuite(tests).run(result)
            result.left_out(own)
            return result

    if request.get("only"):
        return only_unittest(request, Runner())
    sys.stderr = stream
    main = unittest.TestProgram(module=None, argv=["unittest"] + list(request.get("args") or []), testRunner=Runner, exit=False)
    return 0 if main.result is not None else 1


def only_unittest(request, runner):
    import unittest
    loaded = unittest.TestSuite()
    for path in request["only"]:
        folder, base = os.path.split(path.split("::")[0])
        top = folder
        while os.path.exists(os.path.join(top, "__init__.py")):
            top = os.path.dirname(top)
        loaded.addTests(unittest.TestLoader().discover(folder or ".", base, top or "."))
    runner.run(loaded)
    return 0


def planted_case(unittest, tests, name):
    base = next((type(t) for t in tests if type(t).__mro__[1] is unittest.TestCase), unittest.TestCase)
    made = type(base.__name__, (unittest.TestCase,), {name: must_fail, "__module__": base.__module__})
    return made(name)


def flat(suite):
    try:
        parts = iter(suite)
    except TypeError:
        yield suite
        return
    for part in parts:
        yield from flat(part)


def identity(test):
    return test.id() if hasattr(test, "id") else str(test)
