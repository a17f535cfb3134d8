package crashes_test

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/crashes"
)

// nodes returns every node of a source text, in order.
func nodes(t *testing.T, source string) []*language.Node {
	t.Helper()
	var all []*language.Node
	parse(t, source).Root.Walk(func(n *language.Node) bool {
		all = append(all, n)
		return true
	})
	return all
}

func TestFailingNode(t *testing.T) {
	for _, c := range []struct{ name, errorType, message, source, want string }{
		{"of two divisions the inner one", "ZeroDivisionError", "division by zero", "x = a / b / c", "a / b"},
		{"the only division", "ZeroDivisionError", "division by zero", "x = f(a * b) + c % d", "c % d"},
		{"a division into itself", "ZeroDivisionError", "division by zero", "total /= n", "total /= n"},
		{"a call that divides", "ZeroDivisionError", "integer division or modulo by zero", "x = divmod(a, b)", "divmod(a, b)"},
		{"no division at all", "ZeroDivisionError", "division by zero", "x = f(a)", ""},
		{"the key of the message", "KeyError", "'b'", "x = d['a']['b']['c']", "d['a']['b']"},
		{"a number as the key", "KeyError", "7", "x = d[1] + d[7]", "d[7]"},
		{"a computed key", "KeyError", "'b'", "x = d['a'] + d[k]", "d[k]"},
		{"a key by method", "KeyError", "'b'", "x = d.pop(k)", "d.pop(k)"},
		{"get does not raise", "KeyError", "'b'", "x = d.get('b')", ""},
		{"of two subscripts the inner one", "IndexError", "list index out of range", "x = rows[i][j]", "rows[i]"},
		{"a text subscript has no position", "IndexError", "list index out of range", "x = d['a'][i]", "d['a'][i]"},
		{"the attribute of the message", "AttributeError", "'NoneType' object has no attribute 'city'", "x = user.address.city.name", "user.address.city"},
		{"another attribute", "AttributeError", "'NoneType' object has no attribute 'zip'", "x = user.address.city", ""},
		{"the operator of the message", "TypeError", "unsupported operand type(s) for +: 'int' and 'str'", "x = a * b + c", "a * b + c"},
		{"an augmented operator", "TypeError", "unsupported operand type(s) for +=: 'int' and 'str'", "x += a", "x += a"},
		{"a comparison", "TypeError", "'<' not supported between instances of 'str' and 'int'", "x = a > b or a < c", "a < c"},
		{"the function of the message", "TypeError", "send() missing 1 required positional argument: 'to'", "log(send(a), b)", "send(a)"},
		{"a method by its last name", "TypeError", "Mail.send() takes 2 positional arguments but 3 were given", "mail.send(a, b)", "mail.send(a, b)"},
		{"what is subscripted", "TypeError", "'int' object is not subscriptable", "x = f(a) + rows[0]", "rows[0]"},
		{"what has no length", "TypeError", "object of type 'int' has no len()", "x = f(len(a))", "len(a)"},
		{"what is walked over", "TypeError", "'int' object is not iterable", "for x in count:\n    f(x)", "for x in count:\n    f(x)"},
		{"a sign", "TypeError", "bad operand type for unary -: 'str'", "x = a - -b", "-b"},
		{"the name of the message", "NameError", "name 'rate' is not defined", "x = price * rate", "rate"},
		{"a local name", "UnboundLocalError", "local variable 'n' referenced before assignment", "x = m + n", "n"},
		{"the targets of an unpacking", "ValueError", "not enough values to unpack (expected 2, got 1)", "a, b = f(x)", "a, b"},
		{"the targets of a loop", "ValueError", "too many values to unpack (expected 2)", "for a, b in rows:\n    pass", "a, b"},
		{"what changed while it was walked over", "RuntimeError", "dictionary changed size during iteration", "for k in d:\n    d.pop(k)", "d"},
		{"an error that nobody knows", "app.Refused", "no", "x = f(a)", ""},
	} {
		got := crashes.Table().Failing(heald.Exception{ErrorType: c.errorType, Message: c.message}, nodes(t, c.source))
		if got.Text() != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.Text(), c.want)
		}
	}
}

func TestOperandOfWhatIsFollowed(t *testing.T) {
	for _, c := range []struct{ name, errorType, message, source, at, kind, value, want string }{
		{"None on the left of a plus", "TypeError", "unsupported operand type(s) for +: 'NoneType' and 'int'", "x = a + b", "a + b", "none", "None", "a"},
		{"None on the right of it", "TypeError", "unsupported operand type(s) for +: 'int' and 'NoneType'", "x = a + b", "a + b", "none", "None", "b"},
		{"text on the left", "TypeError", "unsupported operand type(s) for -: 'str' and 'int'", "x = a - b", "a - b", "type", "of type str", "a"},
		{"two that are not odd", "TypeError", "unsupported operand type(s) for -: 'list' and 'int'", "x = a - b", "a - b", "type", "of type int", "b"},
		{"a coroutine added", "TypeError", "unsupported operand type(s) for +: 'coroutine' and 'int'", "x = f() + 1", "f() + 1", "coroutine", "a coroutine", "f()"},
		{"sorted by a key", "TypeError", "'<' not supported between instances of 'NoneType' and 'int'", "x = sorted(rows, key=lambda r: r.rank)", "sorted(rows, key=lambda r: r.rank)", "none", "None", "r.rank"},
		{"sorted plainly", "TypeError", "'<' not supported between instances of 'NoneType' and 'int'", "x = sorted(rows)", "sorted(rows)", "none", "None", "rows"},
		{"the member that is asked for", "TypeError", "argument of type 'NoneType' is not iterable", "x = 'a' in tags", "'a' in tags", "none", "None", "tags"},
		{"what a call spreads", "TypeError", "'NoneType' object is not iterable", "f(*args)", "*args", "none", "None", "args"},
		{"what is called", "TypeError", "'NoneType' object is not callable", "hook(x)", "hook(x)", "none", "None", "hook"},
		{"what is awaited", "TypeError", "object NoneType can't be used in 'await' expression", "await f(x)", "await f(x)", "none", "None", "f(x)"},
		{"what is subscripted by text", "TypeError", "list indices must be integers or slices, not str", "x = rows['a']", "rows['a']", "type", "of type str", "rows"},
		{"what is added to text", "TypeError", `can only concatenate str (not "int") to str`, "x = 'a' + n", "'a' + n", "type", "of type int", "n"},
		{"what is not JSON", "TypeError", "Object of type datetime is not JSON serializable", "x = json.dumps(row)", "json.dumps(row)", "type", "of type datetime", "row"},
		{"a missing argument", "TypeError", "f() missing 1 required positional argument: 'x'", "f(1)", "f(1)", "arity", "f() missing 1 required positional argument: 'x'", "f(1)"},
		{"the divisor in parentheses", "ZeroDivisionError", "division by zero", "x = a / (b)", "a / (b)", "zero", "0", "b"},
		{"the divisor of a fraction", "ZeroDivisionError", "Fraction(1, 0)", "x = Fraction(a, b)", "Fraction(a, b)", "zero", "0", "b"},
		{"the first of a list", "IndexError", "list index out of range", "x = rows[0]", "rows[0]", "empty", "empty", "rows"},
		{"a queue that is empty", "IndexError", "pop from an empty deque", "x = queue.popleft()", "queue.popleft()", "empty", "empty", "queue"},
		{"a mean of nothing", "statistics.StatisticsError", "mean requires at least one data point", "x = mean(values)", "mean(values)", "empty", "empty", "values"},
		{"text that is no number", "ValueError", "could not convert string to float: '1,5'", "x = float(text)", "float(text)", "text", "'1,5'", "text"},
		{"text that is no item", "ValueError", "'x' is not in list", "i = names.index(key)", "names.index(key)", "text", "", "names"},
		{"unpacked None", "TypeError", "cannot unpack non-iterable NoneType object", "a, b = find(x)", "a, b = find(x)", "none", "None", "find(x)"},
		{"a loop far below its head", "RuntimeError", "Set changed size during iteration", "for x in live:\n    live.add(1)", "live.add(1)", "mutation", "", "live"},
	} {
		var at *language.Node
		for _, n := range nodes(t, c.source) {
			if n.Text() == c.at && !n.Is(language.File) && at == nil {
				at = n
			}
		}
		got := crashes.Table().Operand(heald.Exception{ErrorType: c.errorType, Message: c.message}, at)
		if got.Node.Text() != c.want || got.Kind != c.kind || c.value != "" && got.Value != c.value {
			t.Errorf("%s: %s %q of %q, want %s %q of %q", c.name, got.Kind, got.Value, got.Node.Text(), c.kind, c.value, c.want)
		}
	}
	if got := crashes.Table().Operand(heald.Exception{ErrorType: "KeyError"}, nil); got.Node != nil || got.Kind != "" {
		t.Errorf("of nothing: %+v", got)
	}
	if got := crashes.Table().Operand(heald.Exception{ErrorType: "app.Refused"}, nodes(t, "f(x)")[2]); got.Node.Text() != "f(x)" || got.Kind != "" {
		t.Errorf("of an unknown error: %s %q", got.Kind, got.Node.Text())
	}
}

func TestReadsOfRequestsAndDocuments(t *testing.T) {
	for _, c := range []struct {
		source  string
		want    heald.Provenance
		decodes bool
	}{
		{"request.get_json()", heald.FromOutside, true},
		{"request.json", heald.FromOutside, true},
		{"flask.request.form", heald.FromOutside, false},
		{"self.request.GET", heald.FromOutside, false},
		{"req.query_params", heald.FromOutside, false},
		{"request.user", "", false},
		{"json.loads(text)", heald.FromUnknown, true},
		{"response.json()", heald.FromUnknown, true},
		{"csv.DictReader(f)", heald.FromUnknown, true},
		{"yaml.safe_load(f)", heald.FromUnknown, true},
		{"input('name? ')", heald.FromOutside, false},
		{"sys.stdin", heald.FromOutside, false},
		{"session.get(url)", heald.FromPeer, false},
		{"self._client.post(url, json=x)", heald.FromPeer, false},
		{"client.name()", "", false},
		{"sock.recv(10)", heald.FromPeer, false},
		{"os.environ.get('A')", heald.FromSetting, false},
		{"os.environ", heald.FromSetting, false},
		{"config.getboolean('a', 'b')", heald.FromSetting, false},
		{"cache.get(key)", "", false},
		{"a + b", "", false},
	} {
		expr := parse(t, c.source+"\n").Root.Children[0].Children[0]
		got, ok := crashes.Table().Reads(expr)
		if ok != (c.want != "") || got.From != c.want || got.Decodes != c.decodes {
			t.Errorf("%s: %q, decodes %t; want %q, %t", c.source, got.From, got.Decodes, c.want, c.decodes)
		}
	}
}

// The names of the standard library's server mean something only inside a class that is one.
func TestReadsOfServers(t *testing.T) {
	for base, want := range map[string]bool{"BaseHTTPRequestHandler": true, "http.server.SimpleHTTPRequestHandler": true, "Store": false, "": false} {
		source := "class A(" + base + "):\n    def do_GET(self):\n        return self.headers\n"
		for _, n := range parse(t, source).Root.All(language.Attribute) {
			if _, got := crashes.Table().Reads(n); n.Text() == "self.headers" && got != want {
				t.Errorf("self.headers in a class of %q: %t, want %t", base, got, want)
			}
		}
	}
	for source, want := range map[string]string{
		"os.environ['A']": "A", "os.getenv('B')": "B", "os.environ.get(name)": "", "parser.get('s', 'k')": "", "parser.getint('s', 'k')": "k",
	} {
		reading, _ := crashes.Table().Reads(parse(t, source+"\n").Root.Children[0].Children[0])
		key := ""
		if reading.Setting != nil {
			key = reading.Setting.Key
		}
		if key != want {
			t.Errorf("%s names the setting %q, want %q", source, key, want)
		}
	}
}

func TestParents(t *testing.T) {
	for errorType, want := range map[string]string{
		"json.decoder.JSONDecodeError": "ValueError", "UnicodeDecodeError": "UnicodeError ValueError", "KeyError": "LookupError", "ValueError": "",
		"urllib.error.HTTPError": "URLError OSError", "app.Refused": "", "": "", "ConnectionRefusedError": "ConnectionError OSError",
	} {
		if got := strings.Join(crashes.Table().Parents(errorType), " "); got != want {
			t.Errorf("parents of %s: %q, want %q", errorType, got, want)
		}
	}
}

func TestRegisters(t *testing.T) {
	for source, want := range map[string]bool{
		"@app.errorhandler(ValueError)\ndef f(e):\n    pass\n":        true,
		"@app.errorhandler(KeyError)\ndef f(e):\n    pass\n":          false,
		"@app.exception_handler(ValueError)\nasync def f(r, e): pass": true,
		"app.add_exception_handler(ValueError, f)\n":                  true,
		"app.register_error_handler(errors.ValueError, f)\n":          true,
		"app.add_url_rule(ValueError, f)\n":                           false,
		"@app.errorhandler\ndef f(e):\n    pass\n":                    false,
	} {
		found := false
		for _, n := range parse(t, source).Root.All(language.Decorator, language.Call) {
			found = found || crashes.Table().Registers(n, []string{"ValueError", "OSError"})
		}
		if found != want {
			t.Errorf("%q registers = %t, want %t", source, found, want)
		}
	}
}

func TestStatus(t *testing.T) {
	for source, want := range map[string]int{
		"abort(404)": 404, "return jsonify(x), 422": 422, "raise HTTPException(status_code=409, detail='x')": 409, "return Response(status=503)": 503,
		"raise NotFound()": 400, "raise Http404": 400, "return HTTPStatus.FORBIDDEN": 400, "return HTTP_500_INTERNAL_SERVER_ERROR": 500,
		"return 200": 0, "return total": 0, "x = 4000": 0, "return items[404]": 0, "send_error('400 Bad Request')": 400,
	} {
		if got := crashes.Table().Status(parse(t, source+"\n").Root); got != want {
			t.Errorf("%s answers %d, want %d", source, got, want)
		}
	}
	long := parse(t, "x = '"+strings.Repeat("a", 5000)+"'\nabort(404)\n").Root
	if got := crashes.Table().Status(long); got != 0 {
		t.Errorf("behind more text than is read: %d", got)
	}
}

func TestIncomingAndSynthetic(t *testing.T) {
	for name, want := range map[string]bool{"payload": true, "request": true, "body": true, "rate": false, "": false} {
		if got := crashes.Table().Incoming(name); got != want {
			t.Errorf("%q speaks of what a client sent: %t, want %t", name, got, want)
		}
	}
	for name, want := range map[string]bool{"<listcomp>": true, "f.<locals>.<lambda>": true, "<genexpr>": true, "<module>": false, "f": false, "": false} {
		if got := crashes.Table().Synthetic(name); got != want {
			t.Errorf("%q is an expression: %t, want %t", name, got, want)
		}
	}
}

// A settings library names the key; what a model of settings misses is its field's upper case.
func TestSettingKeys(t *testing.T) {
	model := []heald.Frame{{File: "/v/site-packages/pydantic_settings/main.py"}}
	for _, c := range []struct {
		name, key string
		e         heald.Exception
	}{
		{"an option", "port", heald.Exception{ErrorType: "configparser.NoOptionError", Message: "No option 'port' in section: 'relay'"}},
		{"a variable", "SECRET_KEY", heald.Exception{ErrorType: "decouple.UndefinedValueError", Message: "SECRET_KEY not found. Declare it as envvar or define a default value."}},
		{"a setting", "SECRET_KEY", heald.Exception{ErrorType: "django.core.exceptions.ImproperlyConfigured", Message: "The SECRET_KEY setting must not be empty."}},
		{"a model's field", "DATABASE_URL", heald.Exception{ErrorType: "pydantic_core._pydantic_core.ValidationError", Message: "1 validation error for Settings", Notes: []string{"database_url", "  Field required"}, Frames: model}},
		{"a model that is no setting", "none", heald.Exception{ErrorType: "pydantic_core._pydantic_core.ValidationError", Message: "1 validation error for Order", Notes: []string{"qty"}}},
	} {
		got := "none"
		for _, cause := range crashes.Table().Causes {
			if cause.Name == "settings_library" && cause.Applies(c.e) {
				got = cause.Key(c.e)
			}
		}
		if got != c.key {
			t.Errorf("%s: %q, want %q", c.name, got, c.key)
		}
	}
}
