"""Runs one written test through the repository's framework and tells what it raised as data, from the framework's own hooks."""
import os
import sys

import heald_drive
import heald_trial


def run(request, emit):
    lab = heald_trial.Lab(request)

    def work(send):
        sys.stdout = sys.stderr = heald_trial.Tail()
        runner = with_pytest if request["framework"] == "pytest" else with_unittest
        send(runner(request, lab.root))
    values, ended = lab.fork(work, float(request["test_seconds"]), 1)
    return values[-1] if values else {"ended": ended, "tests": []}


def with_pytest(request, root):
    import pytest

    class Plugin:
        """Keeps every report with the exception that made it."""

        def __init__(self):
            self.tests, self.errors = [], []

        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_makereport(self, item, call):
            outcome = yield
            report = outcome.get_result()
            if report.when == "call" or report.outcome != "passed":
                error = call.excinfo.value if call.excinfo is not None else None
                self.tests.append(told(item.nodeid, report.when, report.outcome, error, root))

        def pytest_collectreport(self, report):
            if report.failed:
                self.errors.append(str(report.longrepr)[-2000:])
    plugin = Plugin()
    args = ["-q", "-p", "no:cacheprovider", "--rootdir", os.getcwd(), request["path"]]
    status = pytest.main(args, plugins=[plugin])
    return {"ended": "ok", "status": int(status), "tests": plugin.tests, "errors": plugin.errors}


def told(name, when, outcome, error, root):
    return {"id": name, "when": when, "outcome": outcome, "error": heald_drive.describe(error, root) if error is not None else None}


def with_unittest(request, root):
    import unittest
    tests, errors = [], []

    class Result(unittest.TestResult):
        """Keeps every outcome with the exception that made it."""

        def addSuccess(self, test):
            tests.append(told(test.id(), "call", "passed", None, root))

        def addError(self, test, err):
            if type(test).__name__ in ("_FailedTest", "_ErrorHolder"):
                errors.append("%s: %s" % (err[0].__name__, err[1]))
            else:
                tests.append(told(test.id(), "call", "failed", err[1], root))

        addFailure = addError

        def addSkip(self, test, reason):
            tests.append(told(test.id(), "call", "skipped", None, root))
    folder, name = os.path.split(request["path"])
    top = folder or "."
    while os.path.exists(os.path.join(top, "__init__.py")) and top not in (".", ""):
        top = os.path.dirname(top) or "."
    loader = unittest.TestLoader()
    suite = loader.discover(folder or ".", name, top_level_dir=top)
    suite.run(Result())
    return {"ended": "ok", "status": 0, "tests": tests, "errors": errors + [str(e)[-2000:] for e in loader.errors]}
