package drive

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

var update = flag.Bool("update", false, "write the golden files")

// tree is a small service with tests of one kind.
func tree(t *testing.T, tests string) *language.Program {
	t.Helper()
	root := t.TempDir()
	for name, content := range map[string]string{
		"shop/cart.py":       "class Cart:\n    @property\n    def mean(self) -> float:\n        return 1.0\n\n    def total(self, d) -> int:\n        return 1\n",
		"shop/pages.py":      "async def page(n):\n    return n\n\ndef rows(n):\n    yield n\n\ndef main():\n    pass\n",
		"tests/test_cart.py": tests,
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := language.Open(root, &language.Support{Extensions: []string{".py"}, Parse: syntax.Grammar().Parse,
		IsTest: func(name string) bool { return strings.Contains(name, "test") }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

const (
	plainTests = "from shop.cart import Cart\n\ndef test_total():\n    assert Cart()\n"
	sceneTests = `import responses
import pytest
from os import (path,
    sep as separator)

from shop.cart import Cart
import shop.pages as pages

BASE = "http://x"
URL = BASE + "/items"
UNUSED = 1


class Client:
    async def page(self, n):
        return await pages.page(n)


@pytest.fixture(autouse=True)
def quiet():
    path.join("a", "b")


@pytest.fixture
def peer():
    with responses.RequestsMock() as mock:
        yield mock


def fetch():
    return Cart()


def test_fetch(peer):
    assert fetch()
`
	classTests = "import unittest\nfrom shop.cart import Cart\n\nclass CartTest(unittest.TestCase):\n    pass\n"
)

func TestWrite(t *testing.T) {
	zero := heald.Exception{ErrorType: "ZeroDivisionError", Message: "division by zero"}
	method := heald.Drive{Kind: "method", Module: "shop.cart", Path: "shop/cart.py", Function: "Cart.total", Imports: []string{"from shop.cart import Cart"},
		Receiver: "Cart()", Args: []heald.Arg{{Expr: "0"}, {Name: "note", Expr: "'x'"}}}
	for _, c := range []struct {
		name, tests, framework string
		drive                  heald.Drive
		raised                 heald.Exception
	}{
		{"method", plainTests, "pytest", method, zero},
		{"method-in-a-class", classTests, "unittest", method, zero},
		{"property", plainTests, "pytest", heald.Drive{Kind: "method", Module: "shop.cart", Path: "shop/cart.py", Function: "Cart.mean",
			Imports: []string{"from shop.cart import Cart"}, Setup: []string{"cart = Cart()", "cart.add(1)"}, Receiver: "cart"}, zero},
		{"coroutine", plainTests, "pytest", heald.Drive{Kind: "function", Module: "shop.pages", Path: "shop/pages.py", Function: "page", Async: true,
			Args: []heald.Arg{{Expr: "None"}}}, heald.Exception{ErrorType: "TypeError", Message: "'NoneType' object is not iterable"}},
		{"coroutine-with-a-queue", plainTests, "pytest", heald.Drive{Kind: "function", Module: "shop.pages", Path: "shop/pages.py", Function: "page", Async: true,
			Imports: []string{"import asyncio.queues"}, Setup: []string{"queue = asyncio.queues.Queue()"}, Args: []heald.Arg{{Expr: "queue"}}}, zero},
		{"generator", plainTests, "pytest", heald.Drive{Kind: "function", Module: "shop.pages", Path: "shop/pages.py", Function: "rows", Consume: "list",
			Args: []heald.Arg{{Expr: "{'name': 'a rather long text so that the line has to be folded', 'other': [1, 2, 3, 4, 5, 6]}"}}},
			heald.Exception{ErrorType: "KeyError", Message: "'qty'"}},
		{"command", plainTests, "pytest", heald.Drive{Kind: "command", Module: "shop.pages", Path: "shop/pages.py", Argv: []string{"pages.py", "--day", "ü'1"}}, zero},
		{"command-with-stdin", plainTests, "pytest", heald.Drive{Kind: "command", Module: "shop.pages", Argv: []string{"pages.py"}, Stdin: "a 1\nb\n"}, zero},
		{"function-with-stdin", plainTests, "pytest", heald.Drive{Kind: "function", Module: "shop.pages", Path: "shop/pages.py", Function: "main", Argv: []string{"pages.py"}, Stdin: "{\"n\": \"ü\"}\n"}, zero},
		{"script", classTests, "pytest", heald.Drive{Kind: "command", Path: "shop/pages.py", Argv: []string{"pages.py"}, Env: map[string]string{"MODE": "x"}}, zero},
		{"request", plainTests, "pytest", heald.Drive{Kind: "handler", Module: "shop.cart", Path: "shop/cart.py", Function: "app", Imports: []string{"from shop.cart import app"},
			Setup: []string{"app.testing = True"}, Receiver: "app.test_client().open('/price', method='GET')"}, zero},
		{"request-to-what-starts", plainTests, "pytest", heald.Drive{Kind: "handler", Module: "shop.cart", Path: "shop/cart.py", Function: "app", Imports: []string{"from shop.cart import app"},
			Within: "TestClient(app) as client", Receiver: "client.request('GET', '/price')"}, zero},
		{"request-to-what-starts-in-a-class", classTests, "unittest", heald.Drive{Kind: "handler", Module: "shop.cart", Path: "shop/cart.py", Function: "app",
			Imports: []string{"from shop.cart import app"}, Within: "TestClient(app) as client", Receiver: "client.request('GET', '/price')"}, zero},
		{"request-of-a-fixture", classTests, "pytest", heald.Drive{Kind: "handler", Module: "shop.pages", Path: "shop/pages.py", Function: "page",
			Fixtures: []string{"client"}, Conftest: "tests/web/conftest.py", Setup: []string{"client.application.testing = True"}, Receiver: "client.get('/price')"}, zero},
		{"scene", sceneTests, "pytest", heald.Drive{Kind: "scene", Path: "shop/pages.py", Function: "page", Fixtures: []string{"peer"}, Conftest: "tests/test_cart.py",
			Setup: []string{"@responses.activate", "peer.get(URL, json={'items': []})", "fetch()"}}, heald.Exception{ErrorType: "KeyError", Message: "'links'"}},
		{"scene-of-a-coroutine", sceneTests, "pytest", heald.Drive{Kind: "scene", Path: "shop/pages.py", Function: "page", Async: true, Conftest: "tests/test_cart.py",
			Setup: []string{"@pytest.mark.anyio", "async with Client() as client:\n    await client.page(1)"}}, zero},
		{"refusal", plainTests, "pytest", method, zero},
		{"refusal-in-a-class", classTests, "unittest", method, zero},
		{"paths", plainTests, "pytest", heald.Drive{Kind: "function", Module: "shop.pages", Path: "shop/pages.py", Function: "page", Imports: []string{"import pathlib"},
			Args: []heald.Arg{{Expr: "pathlib.Path('data')"}, {Expr: "pathlib.Path('data/a.csv').open()"}, {Expr: "'data/a.csv'"}, {Expr: "'data'"}}}, zero},
		{"start-up", plainTests, "pytest", heald.Drive{Kind: "startup", Module: "shop.pages", Path: "shop/pages.py"}, heald.Exception{ErrorType: "ImportError"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := language.Writing{Program: tree(t, c.tests), Environment: heald.Environment{Framework: c.framework}, Drive: c.drive, Data: []string{"data/a.csv"},
				Incident: heald.Incident{Exception: c.raised}}
			if strings.HasPrefix(c.name, "refusal") {
				w.Refusal = &language.Refusal{Name: "Closed", Path: "shop/cart.py"}
			}
			got, err := write(w)
			if err != nil {
				t.Fatal(err)
			}
			text := "# " + got.Path + " " + got.ID + "\n" + got.Source
			golden := filepath.Join("testdata", c.name+".py.golden")
			if *update {
				if err := os.WriteFile(golden, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if text != string(want) {
				t.Errorf("got\n%s\nwant\n%s", text, want)
			}
		})
	}
}

func TestWriteRefusesWhatDoesNotParse(t *testing.T) {
	d := heald.Drive{Kind: "function", Module: "shop.pages", Path: "shop/pages.py", Function: "rows", Args: []heald.Arg{{Expr: "<object"}}}
	if got, err := write(language.Writing{Program: tree(t, plainTests), Drive: d}); err == nil {
		t.Errorf("got %s, want an error", got.Source)
	}
}

func TestNames(t *testing.T) {
	arg := func(text string) []heald.Arg { return []heald.Arg{{Expr: text}} }
	for _, c := range []struct {
		function, kind, expression string
		names                      []string
		args                       []heald.Arg
		raised, message, want      string
	}{
		{"calc", "zero", "d", []string{"d"}, nil, "ZeroDivisionError", "division by zero", "test_calc_does_not_divide_by_zero"},
		{"quote", "zero", "discount", []string{"discount"}, arg("0"), "ZeroDivisionError", "division by zero", "test_quote_with_zero_discount"},
		{"quote", "zero", "d", []string{"d"}, arg("{'discount': 0}"), "ZeroDivisionError", "division by zero", "test_quote_with_zero_discount"},
		{"quote", "zero", "len(orders)", []string{"len"}, nil, "ZeroDivisionError", "division by zero", "test_quote_with_no_orders"},
		{"mean", "zero", "len(values)", nil, arg("{'values': []}"), "ZeroDivisionError", "division by zero", "test_mean_with_no_values"},
		{"density", "zero", `float(row["km2"])`, []string{"float"}, arg("{'km2': '0'}"), "ZeroDivisionError", "float division by zero", "test_density_with_zero_km2"},
		{"Cart.total", "none", "", nil, nil, "AttributeError", "'NoneType' object has no attribute 'x'", "test_total_does_not_raise_attribute_error"},
		{"Cart.total", "none", "note", []string{"note"}, []heald.Arg{{Expr: "1"}, {Name: "note", Expr: "None"}}, "AttributeError", "'NoneType' object has no attribute 'x'", "test_total_with_note_none"},
		{"load", "none", "m", []string{"m"}, nil, "TypeError", "'NoneType' object is not subscriptable", "test_load_does_not_raise_type_error"},
		{"load", "none", "find(key)", []string{"find"}, nil, "TypeError", "'NoneType' object is not subscriptable", "test_load_when_find_gives_none"},
		{"load", "", "", nil, nil, "KeyError", "'first name'", "test_load_without_first_name"},
		{"load", "missing", "self.bays[bay]", []string{"bays"}, nil, "KeyError", "12", "test_load_with_unknown_bay"},
		{"vote", "missing", "self.votes[answer.strip().lower()]", []string{"votes"}, nil, "KeyError", "'ramen'", "test_vote_with_unknown_answer"},
		{"Cart.__init__", "", "", nil, nil, "ValueError", "max() arg is an empty sequence", "test_cart_with_empty_input"},
		{"read", "", "", nil, nil, "UnicodeDecodeError", "x", "test_read_with_undecodable_text"},
		{"read", "text", "level", []string{"level"}, nil, "ValueError", "could not convert string to float: '--'", "test_read_with_level_not_a_number"},
		{"read", "text", "day", []string{"day"}, nil, "ValueError", "Invalid isoformat string: 'x'", "test_read_with_day_not_a_date"},
		{"read", "", "", nil, nil, "json.decoder.JSONDecodeError", "Expecting value", "test_read_with_malformed_json"},
		{"split", "", "", nil, nil, "ValueError", "too many values to unpack (expected 2)", "test_split_with_too_many_fields"},
		{"split", "", "", nil, nil, "ValueError", "not enough values to unpack (expected 2, got 1)", "test_split_with_too_few_fields"},
		{"walk", "", "", nil, nil, "RecursionError", "maximum recursion depth exceeded", "test_walk_with_a_cycle"},
		{"send", "", "", nil, nil, "shop.errors.Odd", "odd", "test_send_does_not_raise_odd"},
		{"redeem", "", "", nil, nil, "NameError", "name 'timedelta' is not defined", "test_redeem_knows_timedelta"},
		{"last", "unset", "best", nil, arg("{'rows': []}"), "UnboundLocalError", "cannot access local variable 'best'", "test_last_with_no_rows"},
		{"last", "unset", "best", nil, nil, "UnboundLocalError", "cannot access local variable 'best'", "test_last_with_best_never_set"},
	} {
		w := language.Writing{Program: tree(t, plainTests), Drive: heald.Drive{Function: c.function, Args: c.args},
			Incident: heald.Incident{Exception: heald.Exception{ErrorType: c.raised, Message: c.message}}}
		w.Wrong = heald.Wrong{Kind: c.kind, Expression: c.expression, Names: c.names}
		if c.function == "quote" && len(c.args) > 0 && c.args[0].Expr == "0" {
			w.Drive.Args[0].Name = "discount"
		}
		if got := testName(w); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.function, c.raised, got, c.want)
		}
	}
}

func TestFilesHaveAPlaceOfTheirOwn(t *testing.T) {
	d := heald.Drive{Kind: "function", Module: "shop.pages", Path: "shop/pages.py", Function: "rows",
		Args: []heald.Arg{{Expr: "'data/day.csv'"}, {Expr: "'/tmp/heald-folder/out'"}, {Expr: "'data'"}}}
	for _, c := range []struct {
		tests string
		want  []string
	}{
		{plainTests, []string{"ROOT = Path(__file__).resolve().parents[1]", "(tmp_path):", `str(ROOT / "data/day.csv")`, `str(tmp_path / "out")`, `"data")`}},
		{classTests, []string{"folder = tempfile.mkdtemp()", "self.addCleanup(shutil.rmtree, folder)", `folder + "/out"`}},
	} {
		got, err := write(language.Writing{Program: tree(t, c.tests), Drive: d, Data: []string{"data/day.csv"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(got.Source, want) {
				t.Errorf("lacks %s:\n%s", want, got.Source)
			}
		}
	}
}

func TestPlainMessage(t *testing.T) {
	for _, c := range []struct{ kind, message, line, want string }{
		{"AttributeError", "'P' object has no attribute 'kg'. Did you mean: 'g'?", "", "'P' object has no attribute 'kg'"},
		{"KeyError", "'sku'", `price = item["sku"]`, "'sku'"},
		{"KeyError", "'unicorn'", "return self.words[word]", ""},
		{"NameError", "name 'timedelta' is not defined. Did you forget to import 'timedelta'?", "", "name 'timedelta' is not defined"},
		{"ImportError", "cannot import name 'a' from 'shop.b' (/srv/shop/b.py)", "", "cannot import name 'a' from 'shop.b'"},
		{"UnboundLocalError", "local variable 'best' referenced before assignment", "", "unbound 'best'"},
		{"UnboundLocalError", "cannot access local variable 'best' where it is not associated with a value", "", "unbound 'best'"},
		{"TypeError", "Poll.vote() missing 1 required positional argument: 'answer'", "", "vote() missing 1 required positional argument: 'answer'"},
		{"ValueError", "too many values to unpack (expected 2, got 3)", "", "too many values to unpack (expected 2)"},
	} {
		if got := plainMessage(heald.Exception{ErrorType: c.kind, Message: c.message}, c.line); got != c.want {
			t.Errorf("%s: got %q, want %q", c.message, got, c.want)
		}
	}
}

func TestTexts(t *testing.T) {
	got := texts(heald.Drive{Receiver: "Client('key')", Args: []heald.Arg{{Expr: "{'mail': \"a@b.example\"}"}}, Argv: []string{"x.py"}})
	if want := "key mail a@b.example x.py"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFoldKeepsLoneParentheses(t *testing.T) {
	long := "value = (" + strings.Repeat("a", 60) + " + " + strings.Repeat("b", 60) + ")"
	if got := strings.Join(fold(long, 100), "\n"); strings.Contains(got, ",") {
		t.Errorf("a comma makes it a tuple:\n%s", got)
	}
}

// A result that documentation promises is asserted itself, in the words of the repository's own framework.
func TestWritePromise(t *testing.T) {
	drive := heald.Drive{Kind: "method", Module: "shop.cart", Path: "shop/cart.py", Function: "Cart.total", Imports: []string{"from shop.cart import Cart"}, Receiver: "Cart()"}
	for _, c := range []struct{ tests, framework, value, want string }{
		{plainTests, "pytest", "0", "assert result == 0\n"},
		{plainTests, "pytest", "None", "assert result is None\n"},
		{classTests, "unittest", "[]", "self.assertEqual(result, [])\n"},
		{classTests, "unittest", "None", "self.assertIsNone(result)\n"},
	} {
		said := heald.Evidence{Source: "docs", Path: "shop/cart.py", Line: 3, Quote: "0 when empty"}
		got, err := write(language.Writing{Program: tree(t, c.tests), Environment: heald.Environment{Framework: c.framework}, Drive: drive,
			Incident: heald.Incident{Exception: heald.Exception{ErrorType: "KeyError"}}, Promise: &language.Promise{Value: c.value, Evidence: said}})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(got.Source, c.want) || len(got.Asserts) != 1 || got.Asserts[0] != said {
			t.Errorf("%s: got %v and\n%s", c.value, got.Asserts, got.Source)
		}
	}
}
