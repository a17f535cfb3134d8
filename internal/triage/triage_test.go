package triage

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/trace"
)

func TestNormaliseMessage(t *testing.T) {
	for _, tc := range []struct{ language, typ, in, want string }{
		{"python", "KeyError", "'qty'", "qty"},
		{"python", "KeyError", "'unit_price'", "unit_price"},
		{"python", "KeyError", "'Content-Type'", "Content-Type"},
		{"python", "KeyError", "'SESSION_SECRET'", "SESSION_SECRET"},
		{"python", "KeyError", "'NO'", "<v>"},
		{"python", "KeyError", "'order-7731'", "<v>"},
		{"python", "KeyError", "1234", "<n>"},
		{"python", "KeyError", "('a', 3)", "(<v>, <n>)"},
		{"python", "AttributeError", "'NoneType' object has no attribute 'name'", "'NoneType' object has no attribute 'name'"},
		{"python", "AttributeError", "'P' object has no attribute 'kg'. Did you mean: 'g'?", "'P' object has no attribute 'kg'"},
		{"python", "TypeError", "f() missing 1 required positional argument: 'x'", "f() missing <n> required positional argument: 'x'"},
		{"python", "ValueError", "invalid literal for int() with base 10: '5m'", "invalid literal for int() with base <n>: <v>"},
		{"python", "ValueError", "could not convert string to float: \"it's\"", "could not convert string to float: <v>"},
		{"python", "app.errors.Refused", "order 17 of bob@shop.org at 2026-01-05 10:00:01: -3.5%", "order <n> of <mail> at <time>: <n>"},
		{"python", "FileNotFoundError", "[Errno 2] No such file or directory: '/srv/x/7.csv'", "[Errno 2] No such file or directory: <v>"},
		{"python", "ImportError", "cannot import name 'Basket' from 'cart' (/srv/app/cart.py)", "cannot import name 'Basket' from 'cart' (<path>)"},
		{"python", "UnicodeDecodeError", "'utf-8' codec can't decode byte 0xe4 in position 25: invalid start byte", "<v> codec can't decode byte <n> in position"},
		{"python", "RecursionError", "maximum recursion depth exceeded in comparison", "maximum recursion depth exceeded"},
		{"python", "X", "no row 3f2a9c1d7b at <app.Row object at 0x7f00aa> of 123e4567-e89b-12d3-a456-426614174000", "no row <n> at <object> of <id>"},
		{"python", "X", "GET https://api.shop.org/v1/x?id=3 from 10.0.0.3:4411", "GET <url> from <address>"},
		{"go", "runtime error", "index out of range [5] with length 3", "index out of range [<n>] with length <n>"},
		{"javascript", "TypeError", "Cannot read properties of undefined (reading 'amount')", "Cannot read properties of undefined (reading 'amount')"},
		{"java", "java.lang.NullPointerException", `because "<local1>" is null`, "because <v> is null"},
		{"python", "X", "seat B12 is taken\nsecond line", "seat <n> is taken"},
		{"python", "X", "", ""},
	} {
		if got := NormaliseMessage(tc.language, tc.typ, tc.in); got != tc.want {
			t.Errorf("NormaliseMessage(%s, %s, %q)\n got %q\nwant %q", tc.language, tc.typ, tc.in, got, tc.want)
		}
	}
}

const base = `Traceback (most recent call last):
  File "/srv/shop/web.py", line 10, in handle
    return total(order)
           ^^^^^^^^^^^^
  File "/srv/shop/cart/sums.py", line 20, in total
    return order.sum / order.count
           ~~~~~~~~~~^~~~~~~~~~~~~
ZeroDivisionError: division by zero
`

const chain = `Traceback (most recent call last):
  File "/srv/shop/load.py", line 5, in read
    return json.loads(text)["qty"]
           ~~~~~~~~~~~~~~~~^^^^^^^
KeyError: 'qty'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/shop/web.py", line 3, in handle
    return read(body)
  File "/srv/shop/load.py", line 7, in read
    raise Refused("bad order 17")
shop.Refused: bad order 17
`

func one(t *testing.T, text string) heald.Exception {
	t.Helper()
	es := trace.Parse([]byte(text))
	if len(es) != 1 {
		t.Fatalf("%d traces in %q", len(es), text)
	}
	return es[0]
}

// TestGroups changes one thing of a trace at a time and says whether it is still the same cause.
func TestGroups(t *testing.T) {
	lookup := strings.NewReplacer("order.sum / order.count", "RATES[order.country]", "~~~~~~~~~~^~~~~~~~~~~~~", "~~~~~^^^^^^^^^^^^^^^", "ZeroDivisionError: division by zero", "KeyError: 'denmark'").Replace(base)
	for name, tc := range map[string]struct {
		from string
		edit []string // old, new, …
		same bool
	}{
		"lines":                       {base, []string{"line 10", "line 12", "line 20", "line 400"}, true},
		"deployment":                  {base, []string{"/srv/shop", "/opt/releases/42/x"}, true},
		"relative paths":              {base, []string{"/srv/shop/", ""}, true},
		"spacing":                     {base, []string{"total(order)", "total( order )"}, false},
		"library frame":               {base, []string{"  File \"/srv/shop/cart", "  File \"/usr/lib/python3.11/x.py\", line 1, in y\n    z()\n  File \"/srv/shop/cart"}, true},
		"entry point":                 {base, []string{"Traceback (most recent call last):\n", "Traceback (most recent call last):\n  File \"/srv/shop/worker.py\", line 3, in run\n    handle(x)\n"}, true},
		"error type":                  {base, []string{"ZeroDivisionError", "ValueError"}, false},
		"function":                    {base, []string{"in total", "in subtotal"}, false},
		"caller":                      {base, []string{"in handle", "in report"}, false},
		"code":                        {base, []string{"order.sum / order.count", "order.tax / order.count"}, false},
		"file":                        {base, []string{"sums.py", "tax.py"}, false},
		"package":                     {base, []string{"cart/sums.py", "bill/sums.py"}, false},
		"expression on the same line": {base, []string{"~~~~~~~~~~^~~~~~~~~~~~~", "~~~~~~"}, false},
		"key that is a value":         {lookup, []string{"denmark", "norway"}, true},
		"key in the code":             {lookup, []string{"RATES[order.country]", `order["rate"]`, "denmark", "rate"}, false},
		"wrapper's message":           {chain, []string{"order 17", "order 18"}, true},
		"wrapper":                     {chain, []string{"shop.Refused: bad", "shop.Rejected: bad", "raise Refused", "raise Rejected"}, true},
		"wrapper's caller":            {chain, []string{"in handle", "in worker"}, true},
		"root":                        {chain, []string{`"qty"`, `"sku"`, "'qty'", "'sku'"}, false},
		"error in a handler": {chain, []string{`raise Refused("bad order 17")`, `return fallback["x"]`, "shop.Refused: bad order 17", "KeyError: 'x'",
			`["qty"]`, `["sku"]`, "'qty'", "'sku'"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := one(t, tc.from), one(t, strings.NewReplacer(tc.edit...).Replace(tc.from))
			if same := Fingerprint(a) == Fingerprint(b); same != tc.same {
				t.Errorf("same fingerprint: %v, want %v\n%+v\n%+v", same, tc.same, a, b)
			}
		})
	}
}

func TestHandlerBugIsItsOwnStory(t *testing.T) {
	own := strings.NewReplacer(`raise Refused("bad order 17")`, `return fallback["x"]`, "shop.Refused: bad order 17", "KeyError: 'x'").Replace(chain)
	other := strings.NewReplacer(`["qty"]`, `["sku"]`, "'qty'", "'sku'").Replace(own)
	if Fingerprint(one(t, own)) != Fingerprint(one(t, other)) {
		t.Error("the error that was being handled changed the fingerprint of the handler's own error")
	}
}

// TestSamples: every sample of the trace package keeps its fingerprint when lines move and the paths change.
func TestSamples(t *testing.T) {
	files, _ := filepath.Glob("../trace/testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("no samples")
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		moved := trace.Parse([]byte(strings.ReplaceAll(string(data), "/srv/app/", "/home/ann/w/x/")))
		for i, e := range trace.Parse(data) {
			want := Fingerprint(e)
			shift(&e, 17)
			if got := Fingerprint(e); got != want || len(got) != 16 {
				t.Errorf("%s trace %d: fingerprint %s became %s with the lines", f, i, want, got)
			}
			if i < len(moved) && Fingerprint(moved[i]) != want {
				t.Errorf("%s trace %d: fingerprint changed with the paths", f, i)
			}
		}
	}
}

func shift(e *heald.Exception, by int) {
	for i := range e.Frames {
		e.Frames[i].Line += by
	}
	for i := range e.Causes {
		shift(&e.Causes[i], by)
	}
	for i := range e.Members {
		shift(&e.Members[i], by)
	}
}

// TestProperties draws exceptions: line shift and path prefix never change a fingerprint, another innermost function always does.
func TestProperties(t *testing.T) {
	word := rapid.StringMatching(`[a-z]{1,6}`)
	draw := func(t *rapid.T) (heald.Exception, []string) {
		e := heald.Exception{Language: "python", ErrorType: "ValueError", Message: rapid.String().Draw(t, "message")}
		var files []string
		for i := range rapid.IntRange(1, 6).Draw(t, "frames") {
			file := strings.Join(rapid.SliceOfN(word, 1, 4).Draw(t, "file"), "/") + ".py"
			files = append(files, file)
			e.Frames = append(e.Frames, heald.Frame{File: "/srv/app/" + file, Line: i + 1, InApp: true, Function: word.Draw(t, "function"), Code: word.Draw(t, "code")})
		}
		return e, files
	}
	rapid.Check(t, func(t *rapid.T) {
		e, files := draw(t)
		want := Fingerprint(e)
		prefix := rapid.StringMatching(`/[a-z0-9]{1,4}(/[a-z0-9.-]{1,5}){0,3}/`).Draw(t, "prefix")
		by := rapid.IntRange(1, 1000).Draw(t, "by")
		for i := range e.Frames {
			e.Frames[i].File = prefix + files[i]
			e.Frames[i].Line += by
		}
		if got := Fingerprint(e); got != want {
			t.Fatalf("fingerprint changed from %s to %s: %+v", want, got, e)
		}
		e.Frames[len(e.Frames)-1].Function += "_other"
		if Fingerprint(e) == want {
			t.Fatalf("another function, same fingerprint: %+v", e)
		}
	})
}

func TestRecursion(t *testing.T) {
	deep := func(last string, n int) heald.Exception {
		e := heald.Exception{Language: "python", ErrorType: "RecursionError", Frames: []heald.Frame{{File: "/a/m.py", Function: "main", InApp: true}}}
		for range n {
			e.Frames = append(e.Frames, heald.Frame{File: "/a/m.py", Function: "even", InApp: true}, heald.Frame{File: "/a/m.py", Function: "odd", InApp: true})
		}
		e.Frames = append(e.Frames, heald.Frame{File: "/a/m.py", Function: last, InApp: true})
		return e
	}
	if Fingerprint(deep("even", 400)) != Fingerprint(deep("helper", 380)) {
		t.Error("the same recursion that hit the limit elsewhere has another fingerprint")
	}
	if a := deep("x", 400); Fingerprint(a) == Fingerprint(heald.Exception{Language: "python", ErrorType: "RecursionError", Frames: a.Frames[:2]}) {
		t.Error("recursion and no recursion have the same fingerprint")
	}
}

func TestGroupOfExceptions(t *testing.T) {
	member := func(f string) heald.Exception {
		return heald.Exception{Language: "python", ErrorType: "KeyError", Frames: []heald.Frame{{File: "/a/m.py", Function: f, InApp: true}}}
	}
	group := func(ms ...heald.Exception) string {
		return Fingerprint(heald.Exception{Language: "python", ErrorType: "ExceptionGroup", Message: fmt.Sprint(len(ms)), Members: ms})
	}
	if group(member("a"), member("b")) != group(member("b"), member("a"), member("a")) {
		t.Error("a group is the set of its members: order and number must not matter")
	}
	if group(member("a")) == group(member("b")) {
		t.Error("groups of different members have the same fingerprint")
	}
}

func TestChoose(t *testing.T) {
	library := strings.NewReplacer("/srv/shop/", "/usr/lib/python3.11/").Replace(base)
	cut := base[:strings.Index(base, "ZeroDivisionError")]
	headless := base[strings.Index(base, "\n")+1:]
	other := strings.Replace(base, "in total", "in other", 1)
	for name, tc := range map[string]struct {
		texts []string
		want  int // index, -1 for none
	}{
		"none":                       {nil, -1},
		"one":                        {[]string{base}, 0},
		"the last":                   {[]string{other, base}, 1},
		"not a library's":            {[]string{base, library}, 0},
		"a library's, when alone":    {[]string{library}, 0},
		"not cut":                    {[]string{base, cut}, 0},
		"cut, when alone":            {[]string{cut}, 0},
		"the most complete of equal": {[]string{base, headless, headless}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var es []heald.Exception
			for i, text := range tc.texts {
				e := one(t, text)
				e.Start += i
				es = append(es, e)
			}
			got, ok := Choose(es)
			if ok != (tc.want >= 0) {
				t.Fatalf("found %v", ok)
			}
			if ok && (got.Start != es[tc.want].Start || len(got.Frames) != len(es[tc.want].Frames) || got.Cut != es[tc.want].Cut) {
				t.Errorf("chose %+v, want number %d", got, tc.want)
			}
		})
	}
}

func TestIncident(t *testing.T) {
	at := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	before := strings.Repeat("filler line of a log\n", 1000) + "\x1b[31mGET /orders/7 token=abc123\n"
	text := []byte(before + strings.Replace(base, "division by zero", "mail of ann@shop.org", 1) + "\nINFO next\n")
	e := one(t, string(text))
	got := Incident("shop", text, e, at)
	if got.Service != "shop" || got.Generation != 1 || got.Count != 1 || !got.FirstSeen.Equal(at) || !got.LastSeen.Equal(at) || got.Language != "python" || got.ErrorType != "ZeroDivisionError" {
		t.Errorf("incident %+v", got)
	}
	if got.Fingerprint != Fingerprint(got.Exception) || got.Fingerprint != Fingerprint(e) {
		t.Error("redaction changed the fingerprint")
	}
	for _, bad := range []string{"abc123", "ann@", "\x1b", "Traceback"} {
		if strings.Contains(got.Context+got.Message+got.Exception.Message, bad) {
			t.Errorf("incident holds %q: %q", bad, got.Context)
		}
	}
	if !strings.Contains(got.Context, "GET /orders/7") || !strings.Contains(got.Context, "INFO next") || len(got.Context) > contextBefore+contextAfter+100 {
		t.Errorf("context of %d bytes: %q", len(got.Context), got.Context)
	}
	if !strings.HasPrefix(got.Context, "filler") {
		t.Errorf("context begins within a line: %.40q", got.Context)
	}
	if alone := Incident("shop", []byte(base), one(t, base), at); alone.Context != "" {
		t.Errorf("context of a trace alone: %q", alone.Context)
	}
	e.Start, e.End = -5, 1<<40
	Incident("shop", text, e, at) // offsets of another text must do no harm
}

// FuzzFingerprint gives whatever can be parsed: no panic, and always the same 16 digits.
func FuzzFingerprint(f *testing.F) {
	f.Add([]byte(base))
	f.Add([]byte(chain))
	f.Add([]byte("Error: x 0x1 'a' <b at 0x2>\n    at f (/a.js:1:2)\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		es := trace.Parse(text)
		for _, e := range es {
			if p := Fingerprint(e); len(p) != 16 || p != Fingerprint(e) {
				t.Errorf("fingerprint %q of %+v", p, e)
			}
			once := NormaliseMessage(e.Language, e.ErrorType, e.Message)
			if strings.ContainsAny(once, "\n\x01") {
				t.Errorf("NormaliseMessage(%q) = %q", e.Message, once)
			}
		}
		if e, ok := Choose(es); ok {
			Incident("shop", text, e, time.Time{})
		} else if len(es) > 0 {
			t.Errorf("nothing chosen of %d", len(es))
		}
	})
}
