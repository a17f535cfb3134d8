package policy

import (
	"slices"
	"testing"
)

// story is a whole change as somebody might propose it. want is one of the classes that must be seen, or empty for an
// ordinary change in which nothing may be seen.
type story struct{ name, path, want, before, after string }

var ordinary = []story{
	{"guard for an empty list", "stats.py", "", "def mean(xs):\n    return sum(xs) / len(xs)\n", "def mean(xs):\n    if not xs:\n        return 0.0\n    return sum(xs) / len(xs)\n"},
	{"a default for a missing key", "cart.py", "", "def qty(line):\n    return line[\"qty\"]\n", "def qty(line):\n    return line.get(\"qty\", 1)\n"},
	{"a narrow handler with a value", "parse.py", "", "def port(text):\n    return int(text)\n", "def port(text):\n    try:\n        return int(text)\n    except ValueError:\n        return DEFAULT_PORT\n"},
	{"a function pulled out", "bill.py", "", "def bill(o):\n    if o.qty < 0:\n        raise ValueError(o)\n    net = o.qty * o.price\n    return net + net * o.tax\n", "def net(o):\n    if o.qty < 0:\n        raise ValueError(o)\n    return o.qty * o.price\n\n\ndef bill(o):\n    value = net(o)\n    return value + value * o.tax\n"},
	{"a rename", "names.py", "", "def f(tokens):\n    token = tokens[0]\n    return token.text\n", "def first(words):\n    word = words[0]\n    return word.text\n"},
	{"a request helper that was there", "peer.py", "", "def load(u):\n    r = requests.get(u, timeout=3)\n    return r.json()[\"x\"]\n", "def load(u):\n    r = requests.get(u, timeout=3)\n    return r.json().get(\"x\")\n"},
	{"a query with parameters", "db.py", "", "def get(c, i):\n    return c.execute(\"SELECT a FROM t WHERE i = ?\", (i,)).fetchone()[0]\n", "def get(c, i):\n    row = c.execute(\"SELECT a FROM t WHERE i = ?\", (i,)).fetchone()\n    return row[0] if row else None\n"},
	{"a stricter check", "age.py", "", "def f(a):\n    if a < 0:\n        raise ValueError(\"age\")\n    return a\n", "def f(a):\n    if a is None or a < 0:\n        raise ValueError(\"age\")\n    return a\n"},
	{"a docstring about secrets", "doc.py", "", "def f(a):\n    return a\n", "def f(a):\n    \"\"\"Never log a password; eval(a) and os.system(a) are what not to do.\"\"\"\n    return a\n"},
	{"a copy before a loop", "sweep.py", "", "def f(d):\n    for k in d:\n        d.pop(k)\n", "def f(d):\n    for k in list(d):\n        d.pop(k)\n"},
	{"a nil check", "cart.go", "", "func total(o *Order) int {\n\treturn o.Total\n}\n", "func total(o *Order) int {\n\tif o == nil {\n\t\treturn 0\n\t}\n\treturn o.Total\n}\n"},
	{"an error passed on", "load.go", "", "func load(p string) []byte {\n\tb, _ := os.ReadFile(p)\n\treturn b\n}\n", "func load(p string) ([]byte, error) {\n\tb, err := os.ReadFile(p)\n\tif err != nil {\n\t\treturn nil, fmt.Errorf(\"load %s: %w\", p, err)\n\t}\n\treturn b, nil\n}\n"},
	{"optional chaining", "cart.js", "", "function city(u) {\n  return u.address.city;\n}\n", "function city(u) {\n  return u.address?.city ?? null;\n}\n"},
	{"a typed catch that rethrows", "io.ts", "", "async function f() {\n  return JSON.parse(await text());\n}\n", "async function f() {\n  try {\n    return JSON.parse(await text());\n  } catch (e) {\n    throw new BadBody(e);\n  }\n}\n"},
	{"an optional", "Cart.java", "", "class Cart {\n    int total() {\n        return lines.get(0).total();\n    }\n}\n", "class Cart {\n    int total() {\n        if (lines.isEmpty()) {\n            return 0;\n        }\n        return lines.get(0).total();\n    }\n}\n"},
	{"a new test", "tests/test_cart.py", "", "def test_a():\n    assert f(1) == 1\n", "def test_a():\n    assert f(1) == 1\n\n\ndef test_empty():\n    with pytest.raises(ValueError):\n        f(None)\n"},
}

var dangerous = []story{
	{"eval by another name", "a.py", "code_execution", "def f(t):\n    return int(t)\n", "def f(t):\n    return builtins.eval(t)\n"},
	{"a shell with blanks", "a.py", "shell_command", "def f(c):\n    return 1\n", "def f(c):\n    return subprocess.Popen(\n        c,\n        shell = True,\n    )\n"},
	{"an unverified context", "a.py", "tls_disabled", "def f(u):\n    return get(u)\n", "def f(u):\n    return get(u, context=ssl._create_unverified_context())\n"},
	{"logged and forgotten", "a.py", "swallowed_error", "def f(o):\n    return g(o)\n", "def f(o):\n    try:\n        return g(o)\n    except Exception as e:\n        log.error(\"no luck: %s\", e)\n        return {}\n"},
	{"a guard that never holds", "a.py", "disabled_condition", "def f(u):\n    if not u.admin:\n        raise Denied(u)\n    return 1\n", "def f(u):\n    if not u.admin and False:\n        raise Denied(u)\n    return 1\n"},
	{"an exemption", "views.py", "csrf_disabled", "def pay(r):\n    return charge(r)\n", "@csrf_exempt\ndef pay(r):\n    return charge(r)\n"},
	{"a role no longer asked for", "views.py", "removed_protection", "@roles_required(\"admin\")\ndef drop(r):\n    return 1\n", "def drop(r):\n    return 1\n"},
	{"a permission no longer asked for", "views.py", "removed_check", "def drop(r):\n    if not r.user.has_perm(\"drop\"):\n        return deny(r)\n    return 1\n", "def drop(r):\n    return 1\n"},
	{"a 403 that became a 200", "views.py", "status_changed", "def f(r):\n    return jsonify(error=\"no\"), 403\n", "def f(r):\n    return jsonify(error=\"no\"), 200\n"},
	{"a fetch of a secret", "a.js", "environment_dump", "function f() {\n  return 1;\n}\n", "function f() {\n  send(JSON.stringify(process.env));\n  return 1;\n}\n"},
	{"an empty catch", "a.ts", "swallowed_error", "function f() {\n  g();\n}\n", "function f() {\n  try {\n    g();\n  } catch {\n  }\n}\n"},
	{"a promise that forgets", "a.js", "swallowed_error", "function f() {\n  return g();\n}\n", "function f() {\n  return g().catch(() => {});\n}\n"},
	{"a throw taken away", "a.js", "removed_check", "function f(x) {\n  if (!x) {\n    throw new Error(\"x\");\n  }\n  return x;\n}\n", "function f(x) {\n  return x;\n}\n"},
	{"an error ignored", "a.go", "swallowed_error", "func f() error {\n\terr := g()\n\treturn err\n}\n", "func f() error {\n\terr := g()\n\t_ = err\n\treturn nil\n}\n"},
	{"a mutex taken away", "a.go", "removed_lock", "func (c *C) Inc() {\n\tc.mu.Lock()\n\tc.n++\n}\n", "func (c *C) Inc() {\n\tc.n++\n}\n"},
	{"a context without limit", "a.go", "removed_limit", "func f(c context.Context) {\n\tc, stop := context.WithTimeout(c, d)\n\tg(c)\n}\n", "func f(c context.Context) {\n\tg(c)\n}\n"},
	{"a caught throwable", "A.java", "swallowed_error", "class A {\n    void f() {\n        g();\n    }\n}\n", "class A {\n    void f() {\n        try {\n            g();\n        } catch (Throwable t) {\n        }\n    }\n}\n"},
	{"a command", "A.java", "subprocess", "class A {\n    void f() {\n    }\n}\n", "class A {\n    void f() {\n        Runtime.getRuntime().exec(cmd);\n    }\n}\n"},
	{"a gate in a test", "tests/test_a.py", "weakened_test", "def test_a():\n    assert f(1) == 1\n", "@pytest.mark.xfail\ndef test_a():\n    assert f(1) == 1\n"},
	{"a softer test", "tests/test_a.py", "weakened_test", "def test_a():\n    assert f(1) == 1\n", "def test_a():\n    f(1)\n"},
}

func TestStories(t *testing.T) {
	for _, s := range append(slices.Clone(ordinary), dangerous...) {
		t.Run(s.name, func(t *testing.T) {
			_, risks := inspect(t, s.path, s.before, s.after)
			got := classes(risks)
			if s.want == "" && len(got) > 0 || s.want != "" && !slices.Contains(got, s.want) {
				t.Errorf("got %v, want %q: %+v", got, s.want, risks)
			}
		})
	}
}

// A dangerous change undone is none: what a patch takes away it does not bring. The checks that come back are no risk.
func TestStoriesBackwards(t *testing.T) {
	for _, s := range dangerous {
		if s.want == "status_changed" {
			continue
		}
		_, risks := inspect(t, s.path, s.after, s.before)
		if got := classes(risks); slices.Contains(got, s.want) {
			t.Errorf("%s, undone: got %v", s.name, got)
		}
	}
}
