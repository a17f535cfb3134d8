package crashes_test

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/crashes"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		errorType, message string
		want               heald.Class
	}{
		{"ZeroDivisionError", "float modulo", "division_by_zero"},
		{"decimal.InvalidOperation", "[<class 'decimal.DivisionUndefined'>]", "division_by_zero"},
		{"decimal.InvalidOperation", "[<class 'decimal.ConversionSyntax'>]", "bad_conversion"},
		{"KeyError", "'qty'", "missing_key"},
		{"IndexError", "list index out of range", "index_out_of_range"},
		{"IndexError", "pop from empty list", "empty_sequence"},
		{"AttributeError", "'NoneType' object has no attribute 'x'", "none_dereference"},
		{"AttributeError", "'coroutine' object has no attribute 'x'", "missing_await"},
		{"AttributeError", "module 'm' has no attribute 'x'", "missing_attribute"},
		{"TypeError", "'NoneType' object is not iterable", "none_dereference"},
		{"TypeError", "unsupported operand type(s) for +: 'int' and 'NoneType'", "type_mismatch"},
		{"TypeError", "cannot unpack non-iterable NoneType object", "none_dereference"},
		{"TypeError", "cannot unpack non-iterable int object", "unpack_mismatch"},
		{"TypeError", "f() missing 1 required positional argument: 'x'", "type_mismatch"},
		{"TypeError", "reduce() of empty iterable with no initial value", "empty_sequence"},
		{"TypeError", "reduce() of empty sequence with no initial value", "empty_sequence"},
		{"ValueError", "not enough values to unpack (expected 2, got 1)", "unpack_mismatch"},
		{"ValueError", "time data 'x' does not match format '%Y'", "bad_conversion"},
		{"ValueError", "min() arg is an empty sequence", "empty_sequence"},
		{"ValueError", "min() iterable argument is empty", "empty_sequence"},
		{"statistics.StatisticsError", "mean requires at least one data point", "empty_sequence"},
		{"UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", "decode_error"},
		{"json.decoder.JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", "decode_error"},
		{"UnboundLocalError", "local variable 'x' referenced before assignment", "unbound_variable"},
		{"NameError", "cannot access free variable 'x' where it is not associated with a value in enclosing scope", "unbound_variable"},
		{"NameError", "name 'x' is not defined", "missing_import"},
		{"RecursionError", "maximum recursion depth exceeded", "infinite_recursion"},
		{"RuntimeError", "dictionary keys changed during iteration", "concurrent_modification"},
		{"RuntimeError", "generator raised StopIteration", "empty_sequence"},
		{"RuntimeError", "no running event loop", "missing_await"},
		{"IndentationError", "unexpected indent", "syntax"},
		{"OSError", "[Errno 28] No space left on device", "resource"},
		{"urllib.error.HTTPError", "HTTP Error 502: Bad Gateway", "unavailable_peer"},
		{"urllib.error.HTTPError", "HTTP Error 404: Not Found", "other"},
		{"app.errors.Refused", "no", "other"},
		{"AssertionError", "", "other"},
		{"yaml.scanner.ScannerError", "mapping values are not allowed here", "decode_error"},
		{"requests.exceptions.JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", "decode_error"},
		{"requests.exceptions.MissingSchema", "Invalid URL 'x': No scheme supplied", "bad_conversion"},
	} {
		if got := crashes.Classify(heald.Exception{ErrorType: c.errorType, Message: c.message}); got != c.want {
			t.Errorf("%s: %s = %s, want %s", c.errorType, c.message, got, c.want)
		}
	}
}

// parse reads one statement.
func parse(t *testing.T, source string) *language.Tree {
	t.Helper()
	tree, err := syntax.Grammar().Parse("x.py", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestOperand(t *testing.T) {
	for _, c := range []struct {
		errorType, message, source string
		kind, want                 string
	}{
		{"ZeroDivisionError", "division by zero", "x = a / (b - c)", "zero", "b - c"},
		{"ZeroDivisionError", "integer division or modulo by zero", "a //= n", "zero", "n"},
		{"ZeroDivisionError", "integer division or modulo by zero", "h, m = divmod(total, size)", "zero", "size"},
		{"ZeroDivisionError", "0.0 cannot be raised to a negative power", "x = a ** -1", "zero", "a"},
		{"KeyError", "'b'", `x = d["a"][0] + e["b"]`, "missing", `e["b"]`},
		{"KeyError", "'b'", `x = d.pop(name)`, "missing", "name"},
		{"IndexError", "list index out of range", "x = rows[k]", "length", "rows"},
		{"IndexError", "list index out of range", "x = f(rows)[-1]", "empty", "f(rows)"},
		{"IndexError", "pop from empty list", "x = stack.pop()", "empty", "stack"},
		{"AttributeError", "'NoneType' object has no attribute 'c'", "x = a.b.c.d", "none", "a.b"},
		{"AttributeError", "'Req' object has no attribute 'roles'", "x = r.roles.y", "attribute", "r"},
		{"TypeError", "'NoneType' object is not subscriptable", `x = f(y)["k"]`, "none", "f(y)"},
		{"TypeError", "'NoneType' object is not iterable", "for a in find(b):\n    pass", "none", "find(b)"},
		{"TypeError", "argument of type 'NoneType' is not iterable", "x = k in tags", "none", "tags"},
		{"TypeError", "unsupported operand type(s) for +: 'int' and 'NoneType'", "x = a + b.c", "none", "b.c"},
		{"TypeError", "unsupported operand type(s) for -: 'NoneType' and 'int'", "x = 2 * (a - b)", "none", "a"},
		{"TypeError", "'<' not supported between instances of 'NoneType' and 'int'", "x = a < b", "none", "a"},
		{"TypeError", `can only concatenate str (not "int") to str`, "x = 'n' + count", "type", "count"},
		{"TypeError", "'coroutine' object is not subscriptable", "x = row[0]", "coroutine", "row"},
		{"TypeError", "object of type 'NoneType' has no len()", "x = len(names)", "none", "names"},
		{"TypeError", "'str' object is not callable", "x = handler(1)", "type", "handler"},
		{"TypeError", "float() argument must be a string or a real number, not 'NoneType'", `x = float(w["g"])`, "none", `w["g"]`},
		{"TypeError", "f() takes 1 positional argument but 2 were given", "x = g(f(1, 2))", "arity", "f(1, 2)"},
		{"ValueError", "invalid literal for int() with base 10: 'a'", "x = int(s)", "text", "s"},
		{"ValueError", "too many values to unpack (expected 2)", "a, b = line.split('=')", "arity", "line.split('=')"},
		{"ValueError", "max() arg is an empty sequence", "x = max(v for v in vs)", "empty", "(v for v in vs)"},
		{"TypeError", "reduce() of empty iterable with no initial value", "x = reduce(add, vs)", "empty", "vs"},
		{"UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff", "x = raw.decode('utf-8')", "encoding", "raw"},
		{"UnboundLocalError", "cannot access local variable 'n' where it is not associated with a value", "x = m + n", "unset", "n"},
		{"NameError", "name 'dt' is not defined", "x = dt(1)", "name", "dt"},
		{"RuntimeError", "Set changed size during iteration", "for a in self.all:\n    pass", "mutation", "self.all"},
		{"RecursionError", "maximum recursion depth exceeded", "f(x)", "cycle", "f(x)"},
	} {
		e := heald.Exception{ErrorType: c.errorType, Message: c.message}
		table := crashes.Table()
		stmt := parse(t, c.source).Root.Children[0]
		var line []*language.Node
		stmt.Walk(func(n *language.Node) bool {
			line = append(line, n)
			return true
		})
		failing := table.Failing(e, line)
		if failing == nil {
			failing = stmt.Children[0]
		}
		got := table.Operand(e, failing)
		if got.Node.Text() != c.want || got.Kind != c.kind {
			t.Errorf("%s in %q: %s %q, want %s %q", c.message, c.source, got.Kind, got.Node.Text(), c.kind, c.want)
		}
	}
}

func TestFailingIsTheCallThatTheMessageNames(t *testing.T) {
	for _, c := range []struct{ errorType, message, source, want string }{
		{"ValueError", "invalid literal for int() with base 10: 'a'", "keep(f(int(x)))", "int(x)"},
		{"ValueError", "could not convert string to float: 'a'", "keep(float(x), int(y))", "float(x)"},
		{"ValueError", "max() arg is an empty sequence", "x = sorted(a) + [max(b)]", "max(b)"},
		{"ValueError", "time data 'x' does not match format '%Y'", "keep(datetime.strptime(a, b))", "datetime.strptime(a, b)"},
		{"UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff", "keep(raw.decode())", "raw.decode()"},
		{"json.decoder.JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", "keep(json.loads(t))", "json.loads(t)"},
		{"ValueError", "something else must be in 1..12", "keep(f(x))", "keep(f(x))"},
	} {
		var line []*language.Node
		parse(t, c.source).Root.Walk(func(n *language.Node) bool {
			line = append(line, n)
			return true
		})
		if got := crashes.Table().Failing(heald.Exception{ErrorType: c.errorType, Message: c.message}, line); got.Text() != c.want {
			t.Errorf("%s in %q: %q, want %q", c.message, c.source, got.Text(), c.want)
		}
	}
}

func TestCauses(t *testing.T) {
	for _, c := range []struct {
		errorType, message string
		want               string // name of the rule; "" is none
	}{
		{"ConnectionRefusedError", "[Errno 111] Connection refused", "peer_connection"},
		{"socket.gaierror", "[Errno -2] Name or service not known", "peer_name"},
		{"urllib.error.HTTPError", "HTTP Error 503: Service Unavailable", "peer_status"},
		{"requests.exceptions.HTTPError", "404 Client Error: Not Found for url: http://x", "peer_answer"},
		{"requests.exceptions.ConnectionError", "HTTPConnectionPool(host='x')", "peer_client"},
		{"redis.exceptions.ConnectionError", "Error 111 connecting to x:6379", "peer_client"},
		{"requests.exceptions.MissingSchema", "Invalid URL 'x'", ""},
		{"psycopg2.OperationalError", "could not connect to server: Connection refused", "peer_database"},
		{"sqlalchemy.exc.OperationalError", "(sqlite3.OperationalError) no such column: x", ""},
		{"sqlite3.OperationalError", "unable to open database file", "database_file"},
		{"MemoryError", "", "capacity"},
		{"OSError", "[Errno 24] Too many open files", "capacity"},
		{"OSError", "[Errno 98] Address already in use", "address"},
		{"RecursionError", "maximum recursion depth exceeded", ""},
		{"PermissionError", "[Errno 13] Permission denied: '/x'", "permission"},
		{"configparser.NoOptionError", "No option 'port' in section: 'relay'", "settings_library"},
		{"grpc._channel._InactiveRpcError", "status = StatusCode.UNAVAILABLE", "peer_rpc"},
		{"NotImplementedError", "", "unfinished"},
		{"ValueError", "connection refused", ""},
		{"urllib3.exceptions.NameResolutionError", "Failed to resolve 'x'", "peer_client"},
		{"aiohttp.client_exceptions.ClientConnectorDNSError", "Cannot connect to host x:80", "peer_client"},
		{"aiohttp.client_exceptions.ClientResponseError", "503, message='Service Unavailable', url=URL('http://x')", "peer_status"},
		{"aiohttp.client_exceptions.ClientResponseError", "404, message='Not Found', url=URL('http://x')", "peer_answer"},
		{"aiohttp.client_exceptions.ContentTypeError", "200, message='Attempt to decode JSON'", ""},
		{"urllib.error.URLError", "<urlopen error [Errno 111] Connection refused>", "peer_url"},
		{"urllib.error.URLError", "<urlopen error timed out>", "peer_url"},
		{"urllib.error.URLError", "<urlopen error unknown url type: stock>", ""},
		{"psycopg2.OperationalError", "FATAL:  password authentication failed for user \"app\"", "database_credentials"},
		{"psycopg2.OperationalError", "FATAL:  sorry, too many clients already", "peer_database"},
		{"psycopg2.errors.AdminShutdown", "terminating connection due to administrator command", "peer_session"},
		{"psycopg2.errors.DeadlockDetected", "deadlock detected", "contention"},
		{"psycopg2.errors.UndefinedColumn", "column \"x\" does not exist", ""},
		{"pymysql.err.OperationalError", "(1045, \"Access denied for user 'x'@'y' (using password: YES)\")", "database_credentials"},
		{"pymysql.err.OperationalError", "(2013, 'Lost connection to MySQL server during query')", "peer_database"},
		{"sqlalchemy.exc.TimeoutError", "QueuePool limit of size 5 overflow 10 reached, connection timed out", "pool"},
		{"redis.exceptions.ResponseError", "OOM command not allowed when used memory > 'maxmemory'.", "store_full"},
		{"redis.exceptions.ResponseError", "WRONGTYPE Operation against a key holding the wrong kind of value", ""},
		{"redis.exceptions.DataError", "Invalid input of type: 'NoneType'.", ""},
		{"redis.exceptions.AuthenticationError", "invalid username-password pair", "credentials"},
		{"app.errors.AuthenticationError", "no token", ""},
		{"grpc._channel._MultiThreadedRendezvous", "status = StatusCode.UNAVAILABLE", "peer_rpc"},
		{"pika.exceptions.ConnectionClosedByBroker", "(320, 'CONNECTION_FORCED')", "peer_client"},
		{"botocore.exceptions.ClientError", "An error occurred (ThrottlingException) when calling the PutItem operation", "peer_throttled"},
		{"botocore.exceptions.ClientError", "An error occurred (NoSuchKey) when calling the GetObject operation", "peer_refusal"},
		{"botocore.exceptions.NoCredentialsError", "Unable to locate credentials", "credentials"},
		{"botocore.exceptions.ParamValidationError", "Parameter validation failed:", ""},
		{"google.api_core.exceptions.ServiceUnavailable", "503 x", "peer_client"},
		{"google.api_core.exceptions.NotFound", "404 x", "peer_refusal"},
		{"openai.RateLimitError", "Error code: 429", "peer_client"},
		{"numpy._core._exceptions._ArrayMemoryError", "Unable to allocate 8.00 GiB", "memory"},
		{"subprocess.TimeoutExpired", "Command 'x' timed out after 5 seconds", "time_limit"},
		{"OSError", "[Errno 30] Read-only file system: '/data/x'", "read_only"},
		{"OSError", "[Errno 5] Input/output error", "device"},
		{"PermissionError", "bob may not do this", ""},
		{"environ.exceptions.ImproperlyConfigured", "Set the X environment variable", "settings_library"},
	} {
		e, got := heald.Exception{ErrorType: c.errorType, Message: c.message}, ""
		for _, cause := range crashes.Table().Causes {
			if cause.Applies(e) {
				got = cause.Name
				break
			}
		}
		if got != c.want {
			t.Errorf("%s: %s is %q, want %q", c.errorType, c.message, got, c.want)
		}
	}
}

func TestReads(t *testing.T) {
	for _, c := range []struct {
		source string
		want   heald.Provenance
		key    string
	}{
		{`os.environ["A"]`, heald.FromSetting, "A"},
		{`os.getenv("B", "1")`, heald.FromSetting, "B"},
		{`section.getint("port")`, heald.FromSetting, "port"},
		{`request.args["q"]`, heald.FromOutside, ""},
		{`sys.argv[1]`, heald.FromOutside, ""},
		{`parser.parse_args()`, heald.FromOutside, ""},
		{`environ["wsgi.input"].read()`, heald.FromOutside, ""},
		{`urllib.request.urlopen(url)`, heald.FromPeer, ""},
		{`requests.get(url)`, heald.FromPeer, ""},
		{`cursor.fetchone()`, heald.FromPeer, ""},
		{`self.headers["x"]`, "", ""},
		{`prices.get("x")`, "", ""},
		{`environment["x"]`, "", ""},
	} {
		reading, ok := crashes.Table().Reads(parse(t, c.source).Root.Children[0].Children[0])
		key := ""
		if reading.Setting != nil {
			key = reading.Setting.Key
		}
		if ok != (c.want != "") || reading.From != c.want || key != c.key {
			t.Errorf("%s = %s %q, want %s %q", c.source, reading.From, key, c.want, c.key)
		}
	}
}

func TestWSGIEnvironIsNoSetting(t *testing.T) {
	tree := parse(t, "def app(environ, start_response):\n    return environ['CONTENT_LENGTH'], environ.get('x')\n")
	for _, n := range tree.Root.All(language.Index, language.Call) {
		if reading, _ := crashes.Table().Reads(n); reading.From == heald.FromSetting {
			t.Errorf("%s is taken for a setting", n.Text())
		}
	}
}

func TestBoundary(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"@app.route('/x')\ndef x():\n    pass", "handler"},
		{"@router.post('/x')\nasync def x(body):\n    pass", "handler"},
		{"@click.command()\ndef x(n):\n    pass", "command"},
		{"@celery.task\ndef x(n):\n    pass", "consumer"},
		{"class A(BaseHTTPRequestHandler):\n    def do_GET(self):\n        pass", "handler"},
		{"def application(environ, start_response):\n    pass", "handler"},
		{"class V(MethodView):\n    def get(self, id):\n        pass", "handler"},
		{"class V(Store):\n    def get(self, id):\n        pass", ""},
		{"@property\ndef x(self):\n    pass", ""},
		{"def helper(request):\n    pass", ""},
	} {
		node := parse(t, c.source).Root.All(language.Function)[0]
		f := &language.Func{Node: node}
		if got := crashes.Table().Boundary(f).Kind; got != c.want {
			t.Errorf("%q is %q, want %q", c.source, got, c.want)
		}
	}
}

func TestCatchesAndStatus(t *testing.T) {
	for _, c := range []struct {
		handler string
		catches bool
		status  int
	}{
		{"except ValueError:\n    return 400, 'no'", true, 400},
		{"except (KeyError, ValueError) as e:\n    abort(422)", true, 422},
		{"except json.JSONDecodeError:\n    raise HTTPException(status_code=413)", true, 413},
		{"except ValueError:\n    return HTTPStatus.BAD_REQUEST", true, 400},
		{"except Exception:\n    return 500, 'oops'", false, 500},
		{"except OSError:\n    log.error('x')", false, 0},
		{"except:\n    pass", false, 0},
	} {
		handler := parse(t, "try:\n    pass\n"+c.handler+"\n").Root.All(language.Handler)[0]
		table := crashes.Table()
		names := append([]string{"JSONDecodeError"}, table.Parents("json.decoder.JSONDecodeError")...)
		if got := table.Catches(handler, names); got != c.catches {
			t.Errorf("%q catches = %t, want %t", c.handler, got, c.catches)
		}
		if got := table.Status(handler); got != c.status {
			t.Errorf("%q answers %d, want %d", c.handler, got, c.status)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		errorType, message string
		want               bool
	}{
		{"pydantic_core._pydantic_core.ValidationError", "1 validation error for Order", true},
		{"fastapi.exceptions.HTTPException", "404: no such book", true},
		{"fastapi.exceptions.HTTPException", "503: later", false},
		{"werkzeug.exceptions.NotFound", "404 Not Found", true},
		{"ValidationError", "mine", false},
		{"jwt.exceptions.ExpiredSignatureError", "Signature has expired", true},
		{"jwt.exceptions.InvalidKeyError", "no key", false},
		{"aiohttp.web_exceptions.HTTPNotFound", "Not Found", true},
		{"aiohttp.web_exceptions.HTTPInternalServerError", "x", false},
		{"tornado.web.HTTPError", "HTTP 400: Bad Request (x)", true},
		{"tornado.web.HTTPError", "HTTP 500: Internal Server Error", false},
		{"bottle.HTTPError", "(404, 'x')", true},
		{"rest_framework.exceptions.ParseError", "JSON parse error", true},
		{"xml.etree.ElementTree.ParseError", "not well-formed", false},
		{"django.core.exceptions.SuspiciousFileOperation", "x", true},
	} {
		if got := crashes.Table().Refuses(heald.Exception{ErrorType: c.errorType, Message: c.message}); got != c.want {
			t.Errorf("%s: %s refuses = %t, want %t", c.errorType, c.message, got, c.want)
		}
	}
}

func TestInstalledAndConfigures(t *testing.T) {
	got, ok := crashes.Table().Installed("/opt/venv/lib/python3.11/site-packages/mailer/send.py")
	if got != "mailer/send.py" || !ok {
		t.Errorf("installed = %q %t", got, ok)
	}
	if _, ok := crashes.Table().Installed("/srv/app/send.py"); ok {
		t.Error("a file of the service counts as installed")
	}
	for _, name := range []string{"settings.json", "config/a.json", "a.ini", ".env", "deploy/service.conf"} {
		if !crashes.Table().Configures(name) {
			t.Errorf("%s is no settings file", name)
		}
	}
	for _, name := range []string{"prices.json", "configure me please", "data/a.csv"} {
		if crashes.Table().Configures(name) && !strings.Contains(name, " ") {
			t.Errorf("%s is a settings file", name)
		}
	}
}

func FuzzOperand(f *testing.F) {
	f.Add("TypeError", "'<' not supported between instances of 'NoneType' and 'int'", "x = sorted(a, key=lambda v: v.b)[0] < c")
	f.Add("KeyError", "'b'", "d[a].pop(*b)")
	f.Fuzz(func(t *testing.T, errorType, message, source string) {
		tree, err := syntax.Grammar().Parse("x.py", []byte(source))
		if err != nil {
			return
		}
		e, table := heald.Exception{ErrorType: errorType, Message: message}, crashes.Table()
		var nodes []*language.Node
		tree.Root.Walk(func(n *language.Node) bool {
			nodes = append(nodes, n)
			return true
		})
		table.Failing(e, nodes)
		for _, n := range nodes {
			table.Operand(e, n)
			table.Reads(n)
		}
	})
}
