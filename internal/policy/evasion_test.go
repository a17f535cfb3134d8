package policy

import (
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
)

// edits looks at a change of several files; each entry is a path, its text before and its text after.
func edits(t *testing.T, changed ...[3]string) []heald.Risk {
	t.Helper()
	var all []heald.FileEdit
	content := Content{Before: map[string][]byte{}, After: map[string][]byte{}}
	for _, c := range changed {
		edit := heald.FileEdit{Path: c[0], Before: []byte(c[1]), After: []byte(c[2])}
		if c[2] == "" {
			edit.After = nil
		}
		all = append(all, edit)
		content.Before[c[0]], content.After[c[0]] = edit.Before, edit.After
	}
	changes, err := diff.Parse(diff.Unified(all))
	if err != nil {
		t.Fatal(err)
	}
	_, risks := Inspect(changes, content)
	return risks
}

const (
	guarded = "def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x\n"
	open_   = "def f(x):\n    return x\n"
)

// What tries to look like something else is seen for what it is; what only looks dangerous is let pass.
func TestEvasions(t *testing.T) {
	far := "\n\nA = 1\nB = 2\nC = 3\nD = 4\nE = 5\nF = 6\n\n\n"
	named := func(text string) string { return strings.ReplaceAll(text, "f(x)", "g(x)") }
	cases := []struct {
		name    string
		want    string // empty: nothing may be seen
		changed [][3]string
	}{
		{"of two equal checks one is left", "removed_check", [][3]string{{"a.py", guarded + far + named(guarded), open_ + far + named(open_) + far + "if x < 0:\n    raise ValueError(x)\n"}}},
		{"of two equal checks in two files one is left", "removed_check", [][3]string{
			{"a.py", guarded, open_}, {"b.py", guarded, open_}, {"c.py", open_, guarded},
		}},
		{"a check that moves to another file", "", [][3]string{{"a.py", guarded, open_}, {"b.py", open_, guarded}}},
		{"an old eval that moves", "", [][3]string{{"a.py", "def f(x):\n    return eval(x)\n", open_}, {"b.py", open_, "def f(x):\n    return eval(x)\n"}}},
		{"an old eval with a new argument", "code_execution", [][3]string{{"a.py", "def f(x):\n    return eval(x)\n", "def f(x, y):\n    return eval(y)\n"}}},
		{"a comment that becomes code", "code_execution", [][3]string{{"a.py", "def f(x):\n    # eval(x)\n    return x\n", "def f(x):\n    eval(x)\n    return x\n"}}},
		{"a check that becomes a comment", "removed_check", [][3]string{{"a.py", guarded, strings.Replace(guarded, "        raise", "        pass  # raise", 1)}}},
		{"a check that becomes text", "removed_check", [][3]string{{"a.py", guarded, strings.Replace(guarded, "raise ValueError(x)", "log(\"raise ValueError(x)\")", 1)}}},
		{"a string that is opened over a check", "removed_check", [][3]string{{"a.py", guarded, "def f(x):\n    \"\"\"\n    if x < 0:\n        pass\n    \"\"\"\n    return x\n"}}},
		{"a call in the braces of an f-string", "shell_command", [][3]string{{"a.py", open_, "def f(x):\n    return f\"{os.system(x)}\"\n"}}},
		{"a call in a template's braces", "code_execution", [][3]string{{"a.js", "f(x);\n", "f(`${eval(x)}`);\n"}}},
		{"a quote in a comment hides nothing", "code_execution", [][3]string{{"a.py", open_, "def f(x):\n    x = 1  # it's\n    return eval(x)\n"}}},
		{"an escaped quote hides nothing", "code_execution", [][3]string{{"a.py", open_, "def f(x):\n    y = 'a\\'' + eval(x) + 'b'\n    return y\n"}}},
		{"a raw string of Go hides nothing", "subprocess", [][3]string{{"a.go", "func f() {\n}\n", "func f() {\n\tx := `\\` + exec.Command(y)\n}\n"}}},
		{"a string over lines in JavaScript ends with its line", "code_execution", [][3]string{{"a.js", "f();\n", "f('it);\neval(x);\n"}}},
		{"upper case", "removed_check", [][3]string{{"a.py", "def f(x):\n    Validate_Order(x)\n    return x\n", open_}}},
		{"another file's check makes up for nothing", "removed_check", [][3]string{{"a.py", guarded, open_}, {"b.py", "A = 1\n", "A = 1\nraise TypeError(A)\n"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			risks := edits(t, c.changed...)
			got := classes(risks)
			if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
				t.Errorf("got %v, want %q: %+v", got, c.want, risks)
			}
		})
	}
}

func TestWeakenedTests(t *testing.T) {
	suite := "def test_a():\n    assert f(1) == 1\n\n\ndef test_b():\n    assert f(2) == 2\n"
	cases := []struct{ name, path, before, after, want string }{
		{"a test file that goes", "tests/test_a.py", suite, "", "deletes a test file"},
		{"a mark", "tests/test_a.py", suite, strings.Replace(suite, "def test_a", "@pytest.mark.skip\ndef test_a", 1), "skips a test"},
		{"an expected failure", "tests/test_a.py", suite, strings.Replace(suite, "def test_a", "@pytest.mark.xfail(strict=False)\ndef test_a", 1), "skips a test"},
		{"a module that is left out", "tests/conftest.py", "X = 1\n", "X = 1\ncollect_ignore = [\"test_a.py\"]\n", "skips a test"},
		{"an assertion that always holds", "tests/test_a.py", suite, strings.Replace(suite, "assert f(1) == 1", "assert f(1) == 1 or True", 1), "always holds"},
		{"an assertion for none", "tests/test_a.py", suite, strings.Replace(suite, "assert f(1) == 1", "f(1)", 1), "takes assertions away"},
		{"a test for a function", "tests/test_a.py", suite, strings.Replace(suite, "def test_b", "def b", 1), "takes tests away"},
		{"a skipped case in JavaScript", "a.test.js", "it('a', () => {});\n", "it.skip('a', () => {});\n", "skips a test"},
		{"a skipped test in Go", "a_test.go", "func TestA(t *testing.T) {\n}\n", "func TestA(t *testing.T) {\n\tt.Skip(\"later\")\n}\n", "skips a test"},
		{"a disabled test in Java", "ATest.java", "@Test\nvoid a() {\n}\n", "@Test\n@Disabled\nvoid a() {\n}\n", "skips a test"},
		{"another expectation", "tests/test_a.py", suite, strings.Replace(suite, "f(2) == 2", "f(2) == 3", 1), ""},
		{"one more test", "tests/test_a.py", suite, suite + "\n\ndef test_c():\n    assert f(3) == 3\n", ""},
		{"a skip in the source", "a.py", open_, "def f(x):\n    pytest.skip(x)\n    return x\n", "skips a test"},
		{"a word in a string", "tests/test_a.py", suite, strings.Replace(suite, "f(1) == 1", "f(1) == \"pytest.skip(1)\"", 1), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var details []string
			for _, r := range edits(t, [3]string{c.path, c.before, c.after}) {
				if r.Class == "weakened_test" {
					details = append(details, r.Detail)
				}
			}
			joined := strings.Join(details, "; ")
			if c.want == "" && joined != "" || !strings.Contains(joined, c.want) {
				t.Errorf("got %q, want %q", joined, c.want)
			}
		})
	}
}

func TestHiddenText(t *testing.T) {
	cases := []struct {
		name, line string
		want       bool
	}{
		{"direction turned", "x = 1  # \u202edne", true},
		{"a joiner in a name", "pay\u200dload = 1", true},
		{"a joiner in an emoji", "s = '👨\u200d👩'", false},
		{"a soft hyphen", "na\u00adme = 1", true},
		{"a tag character", "x = 1\U000e0041", true},
		{"an escape", "x = '\x1b[2K'", true},
		{"a carriage return in the middle", "x = 1\rprint(2)", true},
		{"a Windows line end", "x = 1\r", false},
		{"Greek that looks Latin", "c\u03bfunt = 1", true},
		{"full width", "c\uff4funt = 1", true},
		{"Greek alone", "\u03b1\u03b2 = 1", false},
		{"two alphabets in a string", "s = 'c\u03bfunt'", false},
		{"a mark in the middle", "x\ufeff = 1", true},
	}
	for _, c := range cases {
		risks := edits(t, [3]string{"a.py", "a = 0\n", "a = 0\n" + c.line + "\n"})
		if got := slices.Contains(classes(risks), "hidden_unicode"); got != c.want {
			t.Errorf("%s: seen %t, want %t", c.name, got, c.want)
		}
	}
	if risks := edits(t, [3]string{"a.py", "a = 0\n", "\ufeffa = 1\n"}); len(risks) > 0 {
		t.Errorf("a mark of the encoding at the start of a file: %v", risks)
	}
}

// A risk names the line of the new file where something is, or was.
func TestWhereRisksStand(t *testing.T) {
	lines := strings.Repeat("a = 1\n", 20)
	cases := []struct {
		name, before, after string
		want                int
	}{
		{"added", lines, strings.Replace(lines, "a = 1\n", "a = 1\nexec(a)\n", 1), 2},
		{"added at the end", lines, lines + "exec(a)\n", 21},
		{"removed", lines + "assert a\n" + lines, lines + lines, 20},
		{"removed at the start", "assert a\n" + lines, lines, 1},
		{"after lines that went", lines + lines, strings.Repeat("a = 1\n", 10) + "exec(a)\n", 11},
	}
	for _, c := range cases {
		risks := edits(t, [3]string{"a.py", c.before, c.after})
		if len(risks) != 1 || risks[0].Line != c.want {
			t.Errorf("%s: %+v, want one at line %d", c.name, risks, c.want)
		}
	}
}

func TestSwallowing(t *testing.T) {
	wrap := func(handler string) string { return "def f(x):\n    try:\n        return g(x)\n" + handler }
	cases := []struct {
		name, handler string
		want          bool
	}{
		{"bare", "    except:\n        return 1\n", true},
		{"bare that raises again", "    except:\n        clean()\n        raise\n", false},
		{"everything, logged", "    except BaseException as e:\n        logging.warning(e)\n", true},
		{"everything, answered", "    except Exception as e:\n        return problem(e)\n", true},
		{"everything, counted and answered", "    except Exception as e:\n        metrics.add(1)\n        return problem(e)\n", false},
		{"narrow, passed over", "    except KeyError: pass\n", true},
		{"narrow, an ellipsis", "    except KeyError:\n        ...\n", true},
		{"narrow, with a value", "    except KeyError:\n        return 0\n", false},
		{"narrow, counted", "    except KeyError:\n        misses.add(x)\n", false},
		{"two narrow ones", "    except (KeyError, IndexError):\n        return 0\n", false},
		{"a broad one among narrow ones", "    except (KeyError, Exception):\n        return 0\n", true},
		{"a group", "    except* ValueError:\n        pass\n", true},
		{"a class that only sounds broad", "    except MyException:\n        return 0\n", false},
		{"on one line", "    except Exception: return None\n", true},
	}
	for _, c := range cases {
		risks := edits(t, [3]string{"a.py", "def f(x):\n    return g(x)\n", wrap(c.handler)})
		if got := slices.Contains(classes(risks), "swallowed_error"); got != c.want {
			t.Errorf("%s: seen %t, want %t: %+v", c.name, got, c.want, risks)
		}
	}
}
