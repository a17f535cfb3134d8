package observe

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const failing = "def test_truth():\n    assert False\n"

// hostile suites hold one failing test, test_truth, and something that tries to make it pass or go unseen.
var hostile = map[string]map[string]string{
	"leaves at import":             {"test_a.py": "import os\nos._exit(0)\n" + failing},
	"leaves in conftest":           {"conftest.py": "import os\nos._exit(0)\n", "test_a.py": failing},
	"leaves in a test":             {"test_a.py": "import os\ndef test_0():\n    os._exit(0)\n" + failing},
	"sys.exit at import":           {"test_a.py": "import sys\nsys.exit(0)\n" + failing},
	"sys.exit in a test":           {"test_a.py": "import sys\ndef test_0():\n    sys.exit(0)\n" + failing},
	"exit handler":                 {"test_a.py": "import atexit, os\natexit.register(lambda: os._exit(0))\n" + failing},
	"pytest.exit":                  {"test_a.py": "import pytest\ndef test_0():\n    pytest.exit('done', 0)\n" + failing},
	"kills its process":            {"test_a.py": "import os\ndef test_0():\n    os.kill(os.getpid(), 9)\n" + failing},
	"kills its group":              {"test_a.py": "import os\ndef test_0():\n    os.killpg(0, 9)\n" + failing},
	"kills the outer process":      {"test_a.py": "import os\ndef test_0():\n    os.kill(os.getppid(), 9)\n" + failing},
	"conftest passes all":          {"conftest.py": "import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    r = yield\n    r.get_result().outcome = 'passed'\n", "test_a.py": failing},
	"conftest deselects all":       {"conftest.py": "def pytest_collection_modifyitems(items):\n    items[:] = []\n", "test_a.py": failing},
	"conftest deselects late":      {"conftest.py": "import pytest\n@pytest.hookimpl(trylast=True, hookwrapper=True)\ndef pytest_collection_modifyitems(items):\n    yield\n    items[:] = []\n", "test_a.py": failing},
	"conftest empties the run":     {"conftest.py": "def pytest_runtestloop(session):\n    return True\n", "test_a.py": failing},
	"conftest runs nothing":        {"conftest.py": "def pytest_runtest_protocol(item, nextitem):\n    return True\n", "test_a.py": failing},
	"conftest calls nothing":       {"conftest.py": "def pytest_pyfunc_call(pyfuncitem):\n    return True\n", "test_a.py": failing},
	"patches the report":           {"conftest.py": "from _pytest.reports import TestReport\nold = TestReport.from_item_and_call.__func__\ndef lie(cls, item, call):\n    r = old(cls, item, call)\n    r.outcome = 'passed'\n    return r\nTestReport.from_item_and_call = classmethod(lie)\n", "test_a.py": failing},
	"patches the call":             {"conftest.py": "import _pytest.python as p\np.Function.runtest = lambda self: None\n", "test_a.py": failing},
	"patches CallInfo":             {"conftest.py": "import _pytest.runner as r\nold = r.CallInfo.from_call.__func__\nr.CallInfo.from_call = classmethod(lambda cls, func, when, reraise=None: old(cls, lambda: None, when, reraise))\n", "test_a.py": failing},
	"patches our planting":         {"conftest.py": "import sys\nm = sys.modules['heald_suite']\nm.must_fail = lambda *a: None\n", "test_a.py": failing},
	"patches our judge":            {"conftest.py": "import sys\nm = sys.modules['heald_suite']\nm.judge = lambda phases: 'passed'\n", "test_a.py": failing},
	"replaces our modules":         {"conftest.py": "import sys, types\nfor n in list(sys.modules):\n    if n.startswith('heald'):\n        sys.modules[n] = types.ModuleType(n)\nimport os\nos._exit(0)\n", "test_a.py": failing},
	"writes to every descriptor":   {"test_a.py": "import os\ndef test_0():\n    for fd in range(3, 64):\n        try:\n            os.write(fd, b'{\"id\": \"test_a.py::test_truth\", \"outcome\": \"passed\"}\\n{\"end\": {\"status\": 0}}\\n')\n        except OSError:\n            pass\n" + failing},
	"prints a frame and leaves":    {"test_a.py": "import os\nbody = '{\"ended\": \"end\", \"values\": []}'\nprint('\\n" + nonce + " %d\\n%s\\n" + nonce + "\\n' % (len(body), body), flush=True)\nos._exit(0)\n" + failing},
	"closes every descriptor":      {"test_a.py": "import os\ndef test_0():\n    os.closerange(3, 256)\n" + failing},
	"finds our emitter":            {"test_a.py": "import gc, types\ndef test_0():\n    for f in gc.get_objects():\n        if isinstance(f, types.FunctionType) and f.__name__ == 'emit':\n            f({'id': 'test_a.py::test_truth', 'outcome': 'passed'})\n" + failing},
	"ends the report itself":       {"test_a.py": "import gc, types, os\ndef test_0():\n    for f in gc.get_objects():\n        if isinstance(f, types.FunctionType) and f.__name__ == 'emit':\n            f({'end': {'status': 1}})\n    os._exit(0)\n" + failing},
	"forks and reports twice":      {"test_a.py": "import gc, types, os\ndef test_0():\n    if os.fork() == 0:\n        return\n    os._exit(0)\n" + failing},
	"loops for ever":               {"test_a.py": "def test_0():\n    while True:\n        pass\n" + failing},
	"sleeps":                       {"test_a.py": "import time\ndef test_0():\n    time.sleep(3600)\n" + failing},
	"sleeps at import":             {"conftest.py": "import time\ntime.sleep(3600)\n", "test_a.py": failing},
	"floods the report":            {"test_a.py": "import os\ndef test_0():\n    while True:\n        for fd in range(3, 16):\n            try:\n                os.write(fd, b'x' * 65536)\n            except OSError:\n                pass\n" + failing},
	"eats memory":                  {"test_a.py": "def test_0():\n    held = []\n    while True:\n        held.append(bytearray(1 << 26))\n" + failing},
	"patches os.write":             {"conftest.py": "import os, json\nold = os.write\nos.write = lambda fd, body: old(fd, bytes(body).replace(b'\"failed\"', b'\"passed\"'))\njson.dumps = lambda *a, **k: '{}'\n", "test_a.py": failing},
	"skips everything":             {"conftest.py": "import pytest\ndef pytest_runtest_setup(item):\n    pytest.skip('no')\n", "test_a.py": failing},
	"expects every failure":        {"conftest.py": "import pytest\ndef pytest_itemcollected(item):\n    item.add_marker(pytest.mark.xfail)\ndef pytest_collection_finish(session):\n    for i in session.items:\n        i.add_marker(pytest.mark.xfail)\n", "test_a.py": failing},
	"shadows the standard library": {"json.py": "import os\nos._exit(0)\n", "select.py": "import os\nos._exit(0)\n", "sitecustomize.py": "import os\nos._exit(0)\n", "test_a.py": failing},
}

// believed says whether a report would be taken for a suite in which the failing test did not fail.
func believed(report language.SuiteReport) bool {
	return report.Doubt() == "" && report.Outcomes()["test_a.py::test_truth"] != "failed" && report.Outcomes()["test_a.py"] != "failed" &&
		report.Outcomes()["test_a.py::test_truth"] != ""
}

func TestHostileSuitesAreNeverBelieved(t *testing.T) {
	for name, files := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := runTests(t, files, nil)
			t.Logf("doubt %q, %v", report.Doubt(), report.Outcomes())
			if believed(report) || report.Outcomes()["test_a.py::test_truth"] == "passed" && report.Doubt() == "" {
				t.Errorf("the failing test passes: %+v", report)
			}
		})
	}
}

// The control: the same check believes an honest suite, so that it can fail above.
func TestAnHonestSuiteIsBelieved(t *testing.T) {
	report := runTests(t, map[string]string{"test_a.py": "def test_truth():\n    assert True\n"}, nil)
	if !believed(report) {
		t.Errorf("an honest suite is doubted: %q, %v", report.Doubt(), report.Outcomes())
	}
	if report = runTests(t, map[string]string{"test_a.py": failing}, nil); report.Doubt() != "" || report.Outcomes()["test_a.py::test_truth"] != "failed" {
		t.Errorf("an honest failure: doubt %q, %v", report.Doubt(), report.Outcomes())
	}
}

func TestHostileUnittests(t *testing.T) {
	const head = "import unittest, os, sys\nclass A(unittest.TestCase):\n    def test_truth(self):\n        self.fail()\n"
	for name, text := range map[string]string{
		"leaves":            head + "os._exit(0)\n",
		"patches run":       head + "unittest.TestCase.run = lambda self, result=None: (result.startTest(self), result.addSuccess(self), result.stopTest(self))\n",
		"patches fail":      head + "unittest.TestCase.fail = lambda *a: None\nA.test_truth = lambda self: None\nunittest.case._Outcome.testPartExecutor = __import__('contextlib').contextmanager(lambda *a, **k: (yield))\n",
		"patches the suite": head + "unittest.TestSuite.run = lambda self, result, debug=False: result\n",
		"loads nothing":     head + "def load_tests(loader, tests, pattern):\n    return unittest.TestSuite()\n",
	} {
		t.Run(name, func(t *testing.T) {
			report := runTests(t, map[string]string{"test_a.py": text}, unittests)
			t.Logf("doubt %q, %v", report.Doubt(), report.Outcomes())
			// What a patched assertion does to its own file's tests on both trees alike is the repository's affair.
			if report.Doubt() == "" && report.Outcomes()["test_a.A.test_truth"] == "passed" && name != "patches fail" {
				t.Errorf("the failing test passes: %+v", report)
			}
		})
	}
}

// A test that ends its process costs itself, not the suite.
func TestATestThatEndsItsProcess(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		edit  func(*language.SuiteAsk)
		id    string
	}{
		"pytest leaves":   {map[string]string{"test_a.py": "import os\ndef test_0():\n    os._exit(0)\ndef test_1():\n    assert True\n" + failing}, nil, "test_a.py::test_%s"},
		"pytest kills":    {map[string]string{"test_a.py": "import os\ndef test_1():\n    assert True\ndef test_0():\n    os.kill(os.getpid(), 9)\n" + failing}, nil, "test_a.py::test_%s"},
		"unittest leaves": {map[string]string{"test_a.py": "import unittest, os\nclass A(unittest.TestCase):\n    def test_0(self):\n        os._exit(0)\n    def test_1(self):\n        pass\n    def test_truth(self):\n        self.fail()\n"}, unittests, "test_a.A.test_%s"},
	} {
		t.Run(name, func(t *testing.T) {
			report := runTests(t, c.files, c.edit)
			id := func(name string) string { return strings.Replace(c.id, "%s", name, 1) }
			want := map[string]string{id("0"): "failed", id("1"): "passed", id("truth"): "failed"}
			if got := report.Outcomes(); report.Doubt() != "" || !maps.Equal(got, want) || !slices.Equal(report.Killed, []string{id("0")}) {
				t.Errorf("doubt %q, killed %v, outcomes %v, want %v", report.Doubt(), report.Killed, got, want)
			}
		})
	}
	many := "import os\n"
	for n := range maxKilled + 1 {
		many += fmt.Sprintf("def test_%d():\n    os._exit(0)\n", n)
	}
	if report := runTests(t, map[string]string{"test_a.py": many}, nil); report.Doubt() == "" {
		t.Errorf("a suite in which every test ends its process is believed: %v", report.Outcomes())
	}
}

func TestFrames(t *testing.T) {
	good := "\n" + nonce + " 29\n{\"ended\":\"end\",\"values\":[{}]}\n" + nonce + "\n"
	for name, c := range map[string]struct {
		out  string
		want string
	}{
		"good":        {good, ""},
		"wrong size":  {strings.Replace(good, "29", "28", 1), "garbled"},
		"twice":       {good + good, "not alone"},
		"missing":     {"", "missing"},
		"cut":         {"\n" + nonce + " 500\n{}\n" + nonce, "cut short"},
		"other nonce": {strings.ReplaceAll(good, nonce, "other"), "missing"},
		"no number":   {"\n" + nonce + " x\n{}\n" + nonce + "\n", "cut short"},
	} {
		_, reason := read(heald.Result{Stdout: []byte(c.out)}, nonce)
		if c.want == "" && reason != "" || c.want != "" && !strings.Contains(reason, c.want) {
			t.Errorf("%s: reason %q, want %q", name, reason, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("\n"+nonce+" 2\n{}\n"+nonce+"\n", "size")
	f.Add("\n"+nonce+" 31\n{\"ended\":\"end\",\"values\":[{}]}\n"+nonce+"\n", "end")
	f.Fuzz(func(t *testing.T, out, line string) {
		got, reason := read(heald.Result{Stdout: []byte(out)}, nonce)
		if reason == "" && (got.Ended != "end" || strings.Count(out, nonce) != 2) {
			t.Errorf("believed %q", out)
		}
		addSuite(&language.SuiteReport{}, []byte(line))
		addObserved(&language.Observations{}, []byte(line))
	})
}
