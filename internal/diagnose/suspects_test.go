package diagnose

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

func TestEnds(t *testing.T) {
	for body, want := range map[string]bool{
		"return 1":            true,
		"raise X":             true,
		"pass":                false,
		"if a:\n    return 1": false,
		"if a:\n    return 1\nelse:\n    return 2":                       true,
		"if a:\n    return 1\nelif b:\n    return 3\nelse:\n    raise X": true,
		"if a:\n    return 1\nelif b:\n    c()\nelse:\n    raise X":      false,
		"for a in b:\n    return a":                                      false,
		"while True:\n    a()":                                           true,
		"while a:\n    return 1":                                         false,
		"with a:\n    return 1":                                          true,
		"with a:\n    b()":                                               false,
		"try:\n    return 1\nexcept X:\n    return 2":                    true,
		"try:\n    return 1\nexcept X:\n    log()":                       false,
		"try:\n    a()\nexcept X:\n    return 2":                         false,
		"try:\n    return 1\nfinally:\n    close()":                      true,
	} {
		v := open(t, map[string]string{"m.py": "def f():\n    " + strings.ReplaceAll(body, "\n", "\n    ") + "\n"})
		statements := v.program.Func("m.py", "f").Node.Body()
		if got := ends(statements[len(statements)-1]); got != want {
			t.Errorf("%q ends = %t, want %t", body, got, want)
		}
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"attempt", "attempts", true}, {"qty", "quantity", false}, {"user_name", "userName", true}, {"colour", "color", true},
		{"id", "ids", false}, {"price", "total", false}, {"created_at", "created", true}, {"", "", false},
		{"/price", "price", false}, {"/price", "/prices", true}, {"{price}", "price", false}, {"user.name", "user_name", true}, {"price:eu", "price", false},
		{strings.Repeat("a", 200), strings.Repeat("b", 200), false},
	} {
		if got := alike(c.a, c.b); got != c.want {
			t.Errorf("alike(%q, %q) = %t, want %t", c.a, c.b, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"kitten", "sitting", 3}, {"", "ab", 2}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestOrigin says where the wrong value was made, and which place ranks first.
func TestOrigin(t *testing.T) {
	for name, c := range map[string]struct {
		source             string
		errorType, message string
		frames             []string
		first, origin      string // "line" of m.py
	}{
		"a method that forgets to return the object": {
			source:    "class Q:\n    def a(self):\n        return self\n\n    def b(self):\n        return self\n\n    def c(self):\n        self.x = 1\n\n\ndef f():\n    return Q().a().c().b()\n",
			errorType: "AttributeError", message: "'NoneType' object has no attribute 'b'", frames: []string{"m.py:13:f"}, first: "9", origin: "9",
		},
		"a function that may end without a result": {
			source:    "def find(k):\n    for x in ALL:\n        if x == k:\n            return x\n\n\ndef f(k):\n    x = find(k)\n    return x.name\n",
			errorType: "AttributeError", message: "'NoneType' object has no attribute 'name'", frames: []string{"m.py:9:f"}, first: "9", origin: "4",
		},
		"a result that is None on purpose": {
			source:    "def find(k):\n    if not k:\n        return None\n    return k\n\n\ndef f(k):\n    x = find(k)\n    return x.name\n",
			errorType: "AttributeError", message: "'NoneType' object has no attribute 'name'", frames: []string{"m.py:9:f"}, first: "9", origin: "3",
		},
		"a None that a caller passes": {
			source:    "def f(x):\n    return x.name\n\n\ndef g():\n    return f(None)\n",
			errorType: "AttributeError", message: "'NoneType' object has no attribute 'name'", frames: []string{"m.py:6:g", "m.py:2:f"}, first: "2", origin: "6",
		},
		"a variable that one branch leaves unset": {
			source:    "def f(x):\n    y = 0\n    if x > 3:\n        rate = 2\n    elif x > 1:\n        rate = 1\n    z = y\n    q = z\n    return rate * q\n",
			errorType: "UnboundLocalError", message: "cannot access local variable 'rate' where it is not associated with a value", frames: []string{"m.py:9:f"}, first: "3", origin: "3",
		},
		"a name that is not imported": {
			source:    "import os\nfrom datetime import date\n\n\ndef f():\n    return date.today() - timedelta(days=1)\n",
			errorType: "NameError", message: "name 'timedelta' is not defined", frames: []string{"m.py:6:f"}, first: "2", origin: "2",
		},
		"a coroutine that nobody awaits": {
			source:    "async def load(k):\n    return {}\n\n\nasync def f(k):\n    row = load(k)\n    a = 1\n    b = a\n    return row['x'] + b\n",
			errorType: "TypeError", message: "'coroutine' object is not subscriptable", frames: []string{"m.py:9:f"}, first: "6", origin: "6",
		},
		"a key that is written otherwise": {
			source:    "def make(n):\n    return {\"id\": n, \"colour\": 1}\n\n\ndef f(n):\n    item = make(n)\n    return item[\"color\"]\n",
			errorType: "KeyError", message: "'color'", frames: []string{"m.py:7:f"}, first: "2", origin: "2",
		},
		"an argument of another kind than declared": {
			source:    "class A:\n    pass\n\n\nclass B:\n    pass\n\n\ndef f(a: A):\n    return a.name\n\n\ndef g(b):\n    return f(b)\n",
			errorType: "AttributeError", message: "'B' object has no attribute 'name'", frames: []string{"m.py:14:g", "m.py:10:f"}, first: "14", origin: "14",
		},
		"a divisor that the caller computes": {
			source:    "def f(n, by):\n    return n / by\n\n\ndef g(a, b):\n    step = a // b\n    return f(a, step)\n",
			errorType: "ZeroDivisionError", message: "division by zero", frames: []string{"m.py:7:g", "m.py:2:f"}, first: "2", origin: "6",
		},
		"an attribute that the constructor leaves None": {
			source:    "class A:\n    def __init__(self):\n        self.db = None\n\n    def f(self):\n        return self.db.read()\n",
			errorType: "AttributeError", message: "'NoneType' object has no attribute 'read'", frames: []string{"m.py:6:f"}, first: "6", origin: "3",
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := open(t, map[string]string{"m.py": c.source})
			v.framed(t, heald.Exception{ErrorType: c.errorType, Message: c.message}, c.frames...)
			d := v.diagnose()
			if len(d.Places) == 0 || number(d.Places[0].Line) != c.first {
				t.Errorf("first place %+v, want line %s", d.Places, c.first)
			}
			if d.Wrong.Origin == nil || number(d.Wrong.Origin.Line) != c.origin {
				t.Errorf("origin %+v, want line %s\n%+v", d.Wrong.Origin, c.origin, d.Places)
			}
			for i := 1; i < len(d.Places); i++ {
				if d.Places[i].Score > d.Places[i-1].Score {
					t.Errorf("place %d scores more than the one before it", i)
				}
			}
		})
	}
}

func number(n int) string {
	digits := ""
	for ; n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return digits
}

// TestNames collects what one value is called along the trace.
func TestNames(t *testing.T) {
	v := open(t, map[string]string{"m.py": `def share(part, whole):
    return part / whole


def report(move):
    average = move.mean
    return share(move.sold, average)
`})
	v.framed(t, heald.Exception{ErrorType: "ZeroDivisionError", Message: "division by zero"}, "m.py:7:report", "m.py:2:share")
	d := v.diagnose()
	if got, want := strings.Join(d.Wrong.Names, " "), "whole average mean"; got != want {
		t.Errorf("names = %q, want %q", got, want)
	}
	if d.Wrong.Expression != "whole" || d.Wrong.Kind != "zero" || d.Wrong.Value != "0" {
		t.Errorf("wrong = %+v", d.Wrong)
	}
}

func TestRankingKeepsTheBestOfALine(t *testing.T) {
	r := &ranking{}
	r.add(heald.Place{Path: "a", Line: 1, Score: 0.2, Why: "low"}, false)
	r.add(heald.Place{Path: "a", Line: 1, Score: 0.7, Why: "high"}, true)
	r.add(heald.Place{Path: "a", Line: 1, Score: 0.5, Why: "middle"}, true)
	r.add(heald.Place{Line: 1, Score: 1}, true)
	if len(r.places) != 1 || r.places[0].Why != "high" || r.origin.Why != "high" {
		t.Errorf("places %+v, origin %+v", r.places, r.origin)
	}
}

func TestCircle(t *testing.T) {
	found := func(names ...string) []located {
		var all []located
		for _, n := range names {
			all = append(all, located{site: heald.Site{Place: heald.Place{Path: "m.py", Function: n}}})
		}
		return all
	}
	for _, c := range []struct {
		in   []located
		want int
	}{
		{found("main", "a", "b", "a", "b", "leaf"), 5},
		{found("main", "a", "a"), 3},
		{found("main", "leaf"), 2},
		{nil, 0},
	} {
		if got := len(circle(c.in)); got != c.want {
			t.Errorf("circle of %d frames keeps %d, want %d", len(c.in), got, c.want)
		}
	}
	repeated := found("main", "a", "leaf")
	repeated[1].frame.Repeated = 900
	if got := len(circle(repeated)); got != 2 {
		t.Errorf("a repeated frame is not the end of the circle: kept %d", got)
	}
}

func TestRefusedLooksAtConditions(t *testing.T) {
	for source, want := range map[string]string{
		"if a > 1:\n    raise X(b)":                         "a > 1|b",
		"for r in rows:\n    if r:\n        raise X":        "r|rows",
		"try:\n    n = int(s)\nexcept E:\n    raise X('t')": "n = int(s)|'t'",
		"assert a, b":           "a|b",
		"while c:\n    raise X": "c",
	} {
		v := open(t, map[string]string{"m.py": "def f():\n    " + strings.ReplaceAll(source, "\n", "\n    ") + "\n"})
		tree, err := v.program.Tree("m.py")
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, n := range refused(tree.Root.All(language.Raise, language.Assert)[0]) {
			texts = append(texts, n.Text())
		}
		if got := strings.Join(texts, "|"); got != want {
			t.Errorf("%q looks at %q, want %q", source, got, want)
		}
	}
}
