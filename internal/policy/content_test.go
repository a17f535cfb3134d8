package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
)

// inspect looks at the change of one file from before to after.
func inspect(t testing.TB, path, before, after string) ([]File, []heald.Risk) {
	t.Helper()
	edit := heald.FileEdit{Path: path, Before: []byte(before), After: []byte(after)}
	if before == "" {
		edit.Before = nil
	}
	content := Content{Before: map[string][]byte{}, After: map[string][]byte{path: edit.After}}
	if edit.Before != nil {
		content.Before[path] = edit.Before
	}
	changes, err := diff.Parse(diff.Unified([]heald.FileEdit{edit}))
	if err != nil {
		t.Fatal(err)
	}
	files, whole := Inspect(changes, content)
	return files, whole
}

func classes(risks []heald.Risk) []string {
	var list []string
	for _, r := range risks {
		list = append(list, r.Class)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

const head = "import os\n\n\ndef work(order, items):\n    total = 0\n"

// adds are lines that a patch adds to a function, and the class that must be seen. An empty class: nothing may be seen.
var adds = []struct{ path, class, lines string }{
	{"a.py", "code_execution", "value = eval(order.text)"},
	{"a.py", "code_execution", "exec(code, scope)"},
	{"a.py", "code_execution", "mod = __import__(name)"},
	{"a.py", "code_execution", `label = f"{eval(order.text)}"`},
	{"a.py", "", "pattern = re.compile(order.text)"},
	{"a.py", "", "model.eval()"},
	{"a.py", "", "# never eval(text) here"},
	{"a.py", "", `raise ValueError("do not eval(text) here")`},
	{"a.py", "", "total = evaluate(order)"},
	{"a.js", "code_execution", "const f = new Function(text);"},
	{"a.js", "", "// eval(text) would be wrong"},
	{"a.py", "shell_command", `os.system("ls " + order.path)`},
	{"a.py", "shell_command", "out = subprocess.run(command, shell=True)"},
	{"a.py", "subprocess", `out = subprocess.run(["ls", path])`},
	{"a.go", "shell_command", `	cmd := exec.Command("sh", "-c", text)`},
	{"a.js", "shell_command", "const out = execSync(command);"},
	{"a.py", "dynamic_import", "mod = importlib.import_module(name)"},
	{"a.py", "unsafe_deserialisation", "data = pickle.loads(body)"},
	{"a.py", "unsafe_deserialisation", "data = yaml.load(text)"},
	{"a.py", "", "data = yaml.load(text, Loader=yaml.SafeLoader)"},
	{"a.py", "", "data = yaml.safe_load(text)"},
	{"a.py", "", "data = json.loads(body)"},
	{"a.py", "tls_disabled", "r = session.get(url, verify=False)"},
	{"a.go", "tls_disabled", "	c := &tls.Config{InsecureSkipVerify: true}"},
	{"a.js", "tls_disabled", "const agent = new https.Agent({ rejectUnauthorized: false });"},
	{"a.py", "tls_disabled", `claims = jwt.decode(t, options={"verify_signature": False})`},
	{"a.py", "weak_crypto", "digest = hashlib.md5(password.encode()).hexdigest()"},
	{"a.py", "weak_crypto", "token = str(random.randint(0, 999999))"},
	{"a.py", "", "pick = random.choice(items)"},
	{"a.py", "weak_hash", "etag = hashlib.md5(body).hexdigest()"},
	{"a.py", "", "etag = hashlib.md5(body, usedforsecurity=False).hexdigest()"},
	{"a.py", "", "etag = hashlib.sha256(body).hexdigest()"},
	{"a.py", "sql_injection", `cur.execute(f"SELECT * FROM orders WHERE id = {order.id}")`},
	{"a.py", "sql_injection", `q = "DELETE FROM orders WHERE id = %s" % order.id`},
	{"a.py", "sql_injection", `q = "SELECT name FROM users WHERE name = '" + name + "'"`},
	{"a.py", "sql_injection", `q = "select a from b where c = {}".format(order.id)`},
	{"a.py", "", `cur.execute("SELECT * FROM orders WHERE id = %s", (order.id,))`},
	{"a.py", "", `message = f"select an item from {order.shop} first"`},
	{"a.go", "sql_injection", `	q := fmt.Sprintf("SELECT * FROM t WHERE id = %d", id)`},
	{"a.js", "sql_injection", "const q = `SELECT * FROM t WHERE id = ${id}`;"},
	{"a.py", "secret_logging", "logger.info(user.password)"},
	{"a.py", "secret_logging", `logger.debug(f"login with {api_key}")`},
	{"a.py", "secret_logging", `print("key", settings.SECRET_KEY)`},
	{"a.py", "secret_logging", `log.info("got %s", token)`},
	{"a.py", "", `log.info("token %s", order.id)`},
	{"a.py", "", `logger.warning("password rejected for %s", user.name)`},
	{"a.py", "", "logger.info(order.id)"},
	{"a.py", "environment_dump", "print(dict(os.environ))"},
	{"a.py", "environment_dump", "return jsonify(env=dict(os.environ))"},
	{"a.py", "", `path = os.environ.get("ORDERS", "")`},
	{"a.py", "", `print(os.environ["HOME"])`},
	{"a.py", "hard_coded_secret", `password = "hunter2!"`},
	{"a.py", "hard_coded_secret", `API_KEY = "9f8a7c6b5d4e3f2a1b0c"`},
	{"a.py", "hard_coded_secret", `connect(user="svc", password="S3cret-Value")`},
	{"a.py", "known_secret", `key = "AKIAIOSFODNN7EXAMPLE"`},
	{"a.py", "known_secret", `url = "postgres://svc:Xk29ab@db.internal/orders"`},
	{"a.py", "", `token_header = "X-Auth-Token"`},
	{"a.py", "", `token = order.get("token", "")`},
	{"a.py", "", `password_field = "password"`},
	{"a.py", "", `secret_name = "orders/database"`},
	{"test_a.py", "", `password = "hunter2!"`},
	{"a.py", "network_call", "requests.post(url, json=order)"},
	{"a.js", "network_call", "const r = await fetch(url);"},
	{"a.py", "", "order = self.fetch(order.id)"},
	{"a.py", "", `value = requests.get("key")` + "  # moved"},
	{"a.py", "network_exposure", `app.run(host="0.0.0.0")`},
	{"a.py", "network_exposure", "sock.bind(address)"},
	{"a.py", "", "adapter = url_map.bind(order.host)"},
	{"a.py", "", `if host == "0.0.0.0":` + "\n        total = 1"},
	{"a.py", "", "total = order.total  # type: ignore"},
	{"a.go", "network_exposure", "	http.ListenAndServe(addr, nil)"},
	{"a.py", "file_permission", "os.chmod(path, 0o777)"},
	{"a.py", "", "os.chmod(path, 0o600)"},
	{"a.py", "", "os.chmod(path, 0o644)"},
	{"a.py", "path_traversal", `data = open(os.path.join(BASE, request.args["name"])).read()`},
	{"a.py", "", `path = os.path.join(BASE, "orders.json")`},
	{"a.py", "archive_extraction", "archive.extractall(target)"},
	{"a.py", "destructive", "shutil.rmtree(target)"},
	{"a.py", "destructive", `cur.execute("DROP TABLE orders")`},
	{"a.py", "sleep", "time.sleep(1)"},
	{"a.py", "debug_enabled", "app.run(debug=True)"},
	{"a.py", "debug_enabled", "breakpoint()"},
	{"a.py", "cors_open", `response.headers["Access-Control-Allow-Origin"] = "*"`},
	{"a.py", "cors_open", `app.add_middleware(CORSMiddleware, allow_origins=["*"])`},
	{"a.py", "csrf_disabled", "view = csrf_exempt(view)"},
	{"a.py", "protection_disabled", "permission_classes = []"},
	{"a.py", "protection_disabled", "order.save(skip_validation=True)"},
	{"a.py", "protection_disabled", "html = mark_safe(order.note)"},
	{"a.js", "protection_disabled", "el.innerHTML = order.note;"},
	{"a.py", "disabled_condition", "if order.paid or True:\n        total = 1"},
	{"a.py", "disabled_condition", "if False:\n        total = 1"},
	{"a.go", "disabled_condition", "	if true || paid {"},
	{"a.py", "", "done = True"},
	{"a.py", "", "if order.paid is True:\n        total = 1"},
	{"a.py", "tampering", `sys.modules["orders"] = fake`},
	{"a.py", "tampering", "os._exit(0)"},
	{"a.py", "test_detection", `if "PYTEST_CURRENT_TEST" in os.environ:` + "\n        total = 1"},
	{"a.py", "test_detection", `if "pytest" in sys.modules:` + "\n        total = 1"},
	{"a.py", "check_silenced", "total = run(order)  # nosec"},
	{"a.py", "long_line", "total = [" + strings.Repeat("1, ", 200) + "]"},
	{"a.py", "encoded_payload", `blob = "` + strings.Repeat("QUJD", 50) + `"`},
	{"a.py", "swallowed_error", "try:\n        total = order.total\n    except:\n        total = 0"},
	{"a.py", "swallowed_error", "try:\n        total = order.total\n    except Exception:\n        return None"},
	{"a.py", "swallowed_error", "try:\n        total = order.total\n    except (KeyError, Exception) as error: pass"},
	{"a.py", "swallowed_error", "try:\n        total = order.total\n    except KeyError:\n        pass"},
	{"a.py", "swallowed_error", "try:\n        total = order.total\n    except Exception as error:\n        logger.warning(error)\n        return None"},
	{"a.py", "swallowed_error", "with contextlib.suppress(Exception):\n        total = order.total"},
	{"a.py", "", "try:\n        total = order.total\n    except KeyError:\n        total = 0"},
	{"a.py", "", "try:\n        total = order.total\n    except Exception as error:\n        raise OrderError(order) from error"},
	{"a.py", "", "try:\n        total = order.total\n    except Exception:\n        logger.exception(\"no total\")\n        raise"},
	{"a.js", "swallowed_error", "try { total = f(); } catch (e) {}"},
	{"a.go", "swallowed_error", "	_ = err"},
	{"A.java", "swallowed_error", "    } catch (Exception e) {\n    }"},
	{"a.py", "endless_loop", "while True:\n        total += 1"},
	{"a.py", "", "while True:\n        if total > 3:\n            break\n        total += 1"},
	{"a.py", "hidden_unicode", "total = 0  # \u202e tneserp"},
	{"a.py", "hidden_unicode", "to\u200btal = 0"},
	{"a.py", "hidden_unicode", "t\u043etal = 1"},
	{"a.py", "", `label = "приветствие und größe 👨‍👩‍👧"`},
	{"a.py", "", "größe = 1"},
	{"test_a.py", "weakened_test", "pytest.skip(\"later\")"},
	{"test_a.py", "weakened_test", "assert True"},
	{"test_a.py", "", "assert total == 3"},
	{"a.py", "", "if not items:\n        return 0\n    total = sum(items) / len(items)"},
	{"a.py", "", "qty = order.get(\"qty\", 0)\n    total += qty"},
	{"a.py", "", "if order is None:\n        raise ValueError(\"no order\")"},
	{"a.go", "", "	if len(items) == 0 {\n		return 0, errors.New(\"no items\")\n	}"},
	{"a.js", "", "  const qty = order?.qty ?? 0;"},
}

func TestAdditions(t *testing.T) {
	for _, test := range adds {
		name := strings.ReplaceAll(test.path+" "+test.lines, "/", "_")
		t.Run(name[:min(60, len(name))], func(t *testing.T) {
			indent := map[bool]string{true: "    "}[strings.HasSuffix(test.path, ".py")]
			tail := "    return total\n"
			before := head + tail
			after := head + indent + test.lines + "\n" + tail
			_, risks := inspect(t, test.path, before, after)
			got := classes(risks)
			if strings.HasSuffix(test.lines, "# moved") { // the same line stood elsewhere before
				_, risks = inspect(t, test.path, before+indent+test.lines+"\n", after)
				got = classes(risks)
			}
			var want []string
			if test.class != "" {
				want = []string{test.class}
			}
			if test.class != "" && !slices.Contains(got, test.class) || test.class == "" && len(got) > 0 {
				t.Errorf("%q: got %v, want %v", test.lines, got, want)
			}
			for _, r := range risks {
				if r.Path != test.path || r.Line < 6 || r.Line > 6+strings.Count(test.lines, "\n") || r.Detail == "" {
					t.Errorf("risk %+v points elsewhere", r)
				}
			}
		})
	}
}

// Each rule of the table is exercised by a case above: a rule that nothing can match would go unnoticed.
func TestEveryRuleIsTested(t *testing.T) {
	tested := map[string]bool{}
	for _, test := range adds {
		tested[test.class] = true
	}
	for _, rule := range additions {
		if !tested[rule.class] {
			t.Errorf("no case for %s", rule.class)
		}
	}
}

var takes = []struct{ name, path, class, before, after string }{
	{"a raise", "a.py", "removed_check", "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n", "def f(x):\n    return x\n"},
	{"a raise for a default", "a.py", "removed_check", "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n", "def f(x):\n    if x < 0:\n        return 0\n    return x\n"},
	{"another message", "a.py", "", "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n", "def f(x):\n    if x < 0:\n        raise ValueError(f\"bad {x}\")\n    return x\n"},
	{"indented anew", "a.py", "", "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n", "def f(x):\n    if x is not None:\n        if x < 0:\n            raise ValueError(x)\n    return x\n"},
	{"a validation", "a.py", "removed_check", "def f(x):\n    validate_order(x)\n    return x\n", "def f(x):\n    return x\n"},
	{"an assertion", "a.py", "removed_check", "def f(x):\n    assert x\n    return x\n", "def f(x):\n    return x\n"},
	{"a helper", "a.py", "", "def g(x):\n    if x:\n        raise ValueError(x)\n\n\ndef f(x):\n    return x\n", "def f(x):\n    return x\n"},
	{"a guarding helper", "a.py", "removed_check", "def check_order(x):\n    if x:\n        raise ValueError(x)\n\n\ndef f(x):\n    return x\n", "def f(x):\n    return x\n"},
	{"a decorator", "a.py", "removed_protection", "@login_required\ndef f(x):\n    return x\n", "def f(x):\n    return x\n"},
	{"a decorator for another", "a.py", "removed_protection", "@permission_required(\"a\")\ndef f(x):\n    return x\n", "@cached\ndef f(x):\n    return x\n"},
	{"a mixin", "a.py", "removed_protection", "class V(LoginRequiredMixin, View):\n    pass\n", "class V(View):\n    pass\n"},
	{"an annotation", "A.java", "removed_protection", "@PreAuthorize(\"x\")\nvoid f() {\n}\n", "void f() {\n}\n"},
	{"a lock", "a.py", "removed_lock", "def f(self):\n    with self.lock:\n        self.n += 1\n", "def f(self):\n    self.n += 1\n"},
	{"a time-out", "a.py", "removed_limit", "def f(s):\n    return s.get(url, timeout=3)\n", "def f(s):\n    return s.get(url)\n"},
	{"a status", "a.py", "status_changed", "def f(x):\n    return error(x), status(404)\n", "def f(x):\n    return error(x), status(200)\n"},
	{"a status name", "a.go", "status_changed", "func f() {\n\tw.WriteHeader(http.StatusBadRequest)\n}\n", "func f() {\n\tw.WriteHeader(http.StatusOK)\n}\n"},
	{"another refusal", "a.py", "", "def f(x):\n    return error(x), status(400)\n", "def f(x):\n    return error(x), status(422)\n"},
	{"a test's assertion", "tests/test_a.py", "weakened_test", "def test_a():\n    assert f(1) == 1\n    assert f(2) == 2\n", "def test_a():\n    assert f(1) == 1\n"},
	{"a test", "tests/test_a.py", "weakened_test", "def test_a():\n    f(1)\n\n\ndef test_b():\n    f(2)\n", "def test_a():\n    f(1)\n"},
	{"a test renamed", "tests/test_a.py", "", "def test_a():\n    assert f(1) == 1\n", "def test_one():\n    assert f(1) == 1\n"},
	{"an argument of a call that was there", "a.py", "", "def f(c):\n    return subprocess.run(c, check=True)\n", "def f(c):\n    return subprocess.run(c, check=True, cwd=\"/\")\n"},
	{"the first argument of such a call", "a.py", "subprocess", "def f(c):\n    return subprocess.run(c, check=True)\n", "def f(c, d):\n    return subprocess.run(d, check=True)\n"},
	{"a docstring", "a.py", "", "def f(x):\n    \"\"\"Run.\n\n    raise ValueError never, eval(x) never.\n    \"\"\"\n    return x\n", "def f(x):\n    \"\"\"Run.\n\n    Never os.system(x) or exec(x).\n    \"\"\"\n    return x\n"},
}

func TestRemovals(t *testing.T) {
	for _, test := range takes {
		t.Run(test.name, func(t *testing.T) {
			_, risks := inspect(t, test.path, test.before, test.after)
			got := classes(risks)
			var want []string
			if test.class != "" {
				want = []string{test.class}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("(-want +got):\n%s%+v", d, risks)
			}
		})
	}
}

// Without the files' whole text the lines of the diff are seen all the same.
func TestDiffAlone(t *testing.T) {
	for _, test := range takes {
		edit := heald.FileEdit{Path: test.path, Before: []byte(test.before), After: []byte(test.after)}
		changes, err := diff.Parse(diff.Unified([]heald.FileEdit{edit}))
		if err != nil {
			t.Fatal(err)
		}
		_, risks := Inspect(changes, Content{})
		if got := classes(risks); test.class != "" && !slices.Contains(got, test.class) || test.class == "" && len(got) > 0 {
			t.Errorf("%s: got %v, want %q", test.name, got, test.class)
		}
	}
}

func TestFiles(t *testing.T) {
	before := "class Cart:\n    def total(self):\n        return 1\n\n    def other(self):\n        return 2\n\n\ndef free():\n    x = 1\n    return x\n"
	after := strings.NewReplacer("return 1", "return 3", "x = 1", "x = 4").Replace(before)
	files, risks := inspect(t, "app/cart.py", before, after)
	want := []File{{Path: "app/cart.py", Inside: true, Added: 2, Removed: 2, Symbols: []string{"Cart.total", "free"}}}
	if d := cmp.Diff(want, files); d != "" || len(risks) > 0 {
		t.Errorf("(-want +got):\n%s%v", d, risks)
	}
	changes, err := diff.Parse("diff --git a/x b/../y\nnew file mode 120000\n--- /dev/null\n+++ b/../y\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n" +
		"diff --git a/r.sh b/r.sh\nold mode 100644\nnew mode 100755\n" +
		"diff --git a/b.bin b/b.bin\n--- a/b.bin\n+++ b/b.bin\n@@ -1 +1 @@\n-a\n+a\x00\n")
	if err != nil {
		t.Fatal(err)
	}
	files, _ = Inspect(changes, Content{})
	if got := fmt.Sprint(files[0].Inside, files[0].Symlink, files[1].ModeChanged, files[2].Binary); got != "false true true true" {
		t.Errorf("facts = %s of %+v", got, files)
	}
}

func TestSymbols(t *testing.T) {
	for _, test := range []struct{ source, want string }{
		{"def f():\n    a\n    HERE\n", "f"},
		{"class A:\n    @x\n    async def m(self):\n        if a:\n            HERE\n", "A.m"},
		{"def f():\n    pass\n\nHERE\n", ""},
		{"func (s *S) Run() {\n\tHERE\n}\n", "Run"},
		{"export class A {\n  async load(id) {\n    HERE\n  }\n}\n", "A.load"},
		{"const go = async (x) => {\n  HERE\n}\n", "go"},
		{"public class A {\n    public int total(Order o) throws IOException {\n        if (x) {\n            HERE\n", "A.total"},
		{"def HERE():\n    pass\n", "HERE"},
	} {
		lines := strings.Split(test.source, "\n")
		at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "HERE") })
		if got := symbolAt(lines, at+1); got != test.want {
			t.Errorf("symbolAt in %q = %q, want %q", test.source, got, test.want)
		}
	}
}

func TestMask(t *testing.T) {
	for _, test := range []struct{ lang, text, code string }{
		{python, `a = "x" # c`, `a = " "    `},
		{python, `f"a {b["k"]} c" + d`, `f"  {b["k"]}  " + d`},
		{python, `f"{{x}}"`, `f"     "`},
		{python, "'''a\nb''' + c", "''' \n ''' + c"},
		{python, `"a\" b" + c`, `"     " + c`},
		{javascript, "`a ${b} c` // d", "`  ${b}  `     "},
		{javascript, "a /* b\nc */ d", "a     \n     d"},
		{golang, "`a\\` + b", "`  ` + b"},
		{hashed, `a: "b" # c`, `a: " "    `},
		{other, `a "b" # c`, `a "b" # c`},
	} {
		code, _ := mask(test.lang, strings.Split(test.text, "\n"))
		if got := strings.Join(code, "\n"); got != test.code {
			t.Errorf("mask(%s, %q) = %q, want %q", test.lang, test.text, got, test.code)
		}
	}
}

func TestIsTest(t *testing.T) {
	for path, want := range map[string]bool{
		"tests/a.py": true, "svc/test_a.py": true, "a_test.go": true, "a.spec.ts": true, "src/test/java/A.java": true, "ATest.java": true, "conftest.py": true,
		"contest.py": false, "testimony.py": false, "src/latest.py": false, "attest/a.go": false,
	} {
		if got := IsTest(path); got != want {
			t.Errorf("IsTest(%q) = %v, want %v", path, got, want)
		}
	}
}

func TestReadProof(t *testing.T) {
	for text, want := range map[string]func(*Proof){
		`{}`:                    func(*Proof) {},
		`{"red_before": false}`: func(p *Proof) { p.RedBefore = false },
		`{"validation": {"behaviour": {"outcome": "fail", "inputs": 3, "changed_not_crashing_before": 2}}}`: func(p *Proof) {
			p.Behaviour = Behaviour{heald.Fail, 2}
		},
		`{"suite": {"found": true, "newly_failing": ["t"]}}`: func(p *Proof) { p.Suite.NewlyFailing = []string{"t"} },
	} {
		expected := Passing()
		want(expected)
		got, err := ReadProof([]byte(text))
		if d := cmp.Diff(expected, got); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, d)
		}
	}
	for _, text := range []string{"", "[]", "null", `{"red_before": "yes"}`, `{"validation": 3}`} {
		if got, err := ReadProof([]byte(text)); err == nil {
			t.Errorf("%q gives %+v, want an error", text, got)
		}
	}
}

func FuzzInspect(f *testing.F) {
	for _, test := range takes {
		f.Add(test.path, test.before, test.after)
	}
	f.Fuzz(func(t *testing.T, path, before, after string) {
		edit := heald.FileEdit{Path: path, Before: []byte(before), After: []byte(after)}
		changes, err := diff.Parse(diff.Unified([]heald.FileEdit{edit}))
		if err != nil {
			return
		}
		content := Content{Before: map[string][]byte{path: edit.Before}, After: map[string][]byte{path: edit.After}}
		for range 2 { // also with content that does not belong to the diff
			if _, risks := Inspect(changes, content); len(risks) > 10000 {
				t.Error("too many")
			}
			content.Before, content.After = content.After, nil
		}
	})
}

// What is too much to look at is a risk of its own, and is not looked at: what would take minutes otherwise ends the tests by their time limit.
func TestTooMuch(t *testing.T) {
	for name, test := range map[string][2]string{
		"many lines":   {"not_inspected", strings.Repeat("x = 1\n", maxSeen+1)},
		"many bytes":   {"not_inspected", strings.Repeat(strings.Repeat("print(", 60)+"\n", 999)},
		"a long line":  {"long_line", "x = [" + strings.Repeat("1, ", maxLength) + "]\n"},
		"both, nested": {"not_inspected", strings.Repeat(strings.Repeat("print(", 300)+"\n", 3000)},
	} {
		_, risks := inspect(t, "a.py", "", test[1])
		if !slices.Contains(classes(risks), test[0]) {
			t.Errorf("%s: got %v, want %s", name, classes(risks), test[0])
		}
	}
	if _, risks := inspect(t, "a.py", "", strings.Repeat("x = 1\n", maxSeen)); len(risks) > 0 {
		t.Errorf("at the limit: %v", risks)
	}
}
