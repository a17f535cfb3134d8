package observe

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// growing holds services whose reproduction alone has few neighbours that work where the change is: line is the changed one.
var growing = map[string]struct {
	files    map[string]string
	drive    heald.Drive
	function string
	line     int
	error    string
	shown    string // part of an input that must be among those that work
}{
	"what a command reads from a file": {
		files: map[string]string{
			"shop.py": "import itertools\n\n\nclass Line:\n    def __init__(self):\n        self._number = itertools.count()\n        self._held = []\n\n    def put(self, at):\n" +
				"        self._held.append((at, next(self._number)))\n\n    def due(self, now):\n        found = []\n        while self._held[0][0] <= now:\n            found.append(self._held.pop(0))\n        return found\n",
			"run.py":   "import sys\nfrom shop import Line\nline = Line()\nfor text in open(sys.argv[2]):\n    line.put(int(text))\nprint(len(line.due(int(sys.argv[1]))))\n",
			"when.txt": "10\n20\n30\n",
		},
		drive:    heald.Drive{Kind: "command", Path: "run.py", Argv: []string{"run.py", "99", "when.txt"}},
		function: "due", line: 14, error: "IndexError", shown: "the_line.put(",
	},
	"one cell of one row": {
		files: map[string]string{"shop.py": "import csv\n\n\ndef total(path):\n    with open(path) as rows:\n        return sum(int(row['n']) for row in csv.DictReader(rows))\n",
			"stock.csv": "name,n\nlamp,12\ndesk,\"1,204\"\nchair,7\n"},
		drive:    call("total", "'stock.csv'"),
		function: "total", line: 6, error: "ValueError", shown: "stock.csv = ",
	},
	"a table that an import reads": {
		files: map[string]string{"shop.py": "import json\nfrom decimal import Decimal\n\nRATES = json.load(open('rates.json'))\n\n\ndef rebate(amount, name):\n    share = RATES['shares'].get(name)\n" +
			"    return Decimal(0) if share is None else amount * share\n", "rates.json": `{"shares": {"school": 0.15, "club": 0.075}}`},
		drive:    heald.Drive{Kind: "function", Module: "shop", Path: "shop.py", Function: "rebate", Imports: []string{"from decimal import Decimal"}, Args: []heald.Arg{{Expr: "Decimal('24.90')"}, {Expr: "'school'"}}},
		function: "rebate", line: 9, error: "TypeError", shown: "rates.json = ",
	},
	"null where a number is meant": {
		files:    map[string]string{"shop.py": "def gust(wind):\n    return round(float(wind['gust']), 1)\n"},
		drive:    call("gust", "{'mean': 6.4, 'gust': None}"),
		function: "gust", line: 2, error: "TypeError", shown: "'gust': 6.4",
	},
	"a moment with an offset of its own": {
		files: map[string]string{"shop.py": "from datetime import datetime, timezone\n\n\ndef age(text):\n    return (datetime(2026, 3, 1, tzinfo=timezone.utc) - datetime.fromisoformat(text)).days\n"},
		drive: call("age", "'2026-02-01T10:00:00'"), function: "age", line: 5, error: "TypeError", shown: "'2026-02-01T10:00:00+02:00'",
	},
	"what was done to the receiver": {
		files: map[string]string{"shop.py": "class Book:\n    def __init__(self, opening):\n        self.opening = dict(opening)\n        self.posted = []\n\n    def post(self, source, target):\n" +
			"        self.posted.append((source, target))\n\n    def balances(self):\n        total = dict(self.opening)\n        for source, target in self.posted:\n            total[source] -= 1\n" +
			"            total[target] += 1\n        return total\n"},
		drive: heald.Drive{Kind: "method", Module: "shop", Path: "shop.py", Function: "Book.balances", Imports: []string{"from shop import Book"},
			Setup: []string{"book = Book({'rent': 1, 'cash': 4})", "book.post('cash', 'bank')"}, Receiver: "book"},
		function: "balances", line: 13, error: "KeyError", shown: "book.post('cash', 'rent')",
	},
	"a day": {
		files:    map[string]string{"shop.py": "import datetime\n\n\ndef left(day, rate):\n    return (datetime.date(2024, 12, 31) - day).days // (31 - day.day)\n"},
		drive:    heald.Drive{Kind: "function", Module: "shop", Path: "shop.py", Function: "left", Imports: []string{"import datetime"}, Args: []heald.Arg{{Expr: "datetime.date(2024, 1, 31)"}, {Expr: "2"}}},
		function: "left", line: 5, error: "ZeroDivisionError", shown: "datetime.date(2024, 2, 29)",
	},
}

func TestInputsThatWorkAreLookedFor(t *testing.T) {
	for name, c := range growing {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			edit := func(ask *language.ObserveAsk) {
				ask.Workplace, ask.Drive, ask.ErrorType = place(t, c.files), c.drive, c.error
				ask.Functions = []language.Watched{{Path: "shop.py", Name: c.function, Function: c.function, First: 1, Last: 30}}
				ask.Crash, ask.Aims = heald.Frame{File: "shop.py", Function: c.function}, [][]language.Span{{{Path: "shop.py", First: c.line, Last: c.line}}}
			}
			seen := observed(t, "", edit)
			worked, shown := 0, false
			for _, s := range seen.Seen {
				if s.End == "return" && s.Far < 2 && slices.Contains(s.Lines["shop.py"], c.line) {
					worked++
					shown = shown || strings.Contains(s.Input, c.shown)
				}
			}
			if seen.Broken != "" || worked < 20 || !shown {
				t.Errorf("broken %q, few %q: %d of %d inputs work and reach the change; one with %q: %v", seen.Broken, seen.Few, worked, len(seen.Seen), c.shown, shown)
				for _, s := range seen.Seen {
					t.Logf("far %d %s %s: %s", s.Far, s.End, s.Input, s.Shown)
				}
			}
		})
	}
}

func TestGrowthIsDeterministic(t *testing.T) {
	c := growing["one cell of one row"]
	run := func() language.Observations {
		return observed(t, "", func(ask *language.ObserveAsk) {
			ask.Workplace, ask.Drive, ask.ErrorType = place(t, c.files), c.drive, c.error
			ask.Functions = []language.Watched{{Path: "shop.py", Name: c.function, Function: c.function, First: 1, Last: 30}}
			ask.Crash, ask.Aims = heald.Frame{File: "shop.py", Function: c.function}, [][]language.Span{{{Path: "shop.py", First: c.line, Last: c.line}}}
		})
	}
	if d := cmp.Diff(run().Seen, run().Seen); d != "" {
		t.Errorf("the same seed gives other inputs:\n%s", d)
	}
}

// What a killed run wrote must not be there for the next one.
func TestAKilledRunLeavesNothing(t *testing.T) {
	files := map[string]string{"shop.py": "def read(n):\n    text = open('a.txt').read()\n    while n:\n        pass\n    return text\n", "a.txt": "as it was\n"}
	endless, after := call("read", "1"), call("read", "0")
	endless.Files = map[string]string{"a.txt": "another\n"}
	seen := observed(t, "", func(ask *language.ObserveAsk) {
		ask.Workplace, ask.Inputs, ask.Drive = place(t, files), []heald.Drive{endless, after}, after
	})
	if len(seen.Seen) != 2 || seen.Seen[0].End != "timeout" || seen.Seen[1].Shown != `'as it was\n'` {
		t.Errorf("broken %q: %+v", seen.Broken, seen.Seen)
	}
}

// A private attribute that is new is told from one that is lost or changed.
func TestPrivateStateIsApart(t *testing.T) {
	drive := heald.Drive{Kind: "method", Module: "shop", Path: "shop.py", Function: "Till.add", Receiver: "Till()", Imports: []string{"from shop import Till"}, Args: []heald.Arg{{Expr: "2"}}}
	look := func(start, add string) language.Observed {
		seen := observed(t, "class Till:\n    def __init__(self):\n        self.name, self._sum = 'a', 0\n        "+start+"\n    def add(self, n):\n        "+add+"\n        return self\n", func(ask *language.ObserveAsk) {
			ask.Inputs, ask.Drive = []heald.Drive{drive}, drive
		})
		if len(seen.Seen) != 1 || seen.Seen[0].End != "return" {
			t.Fatalf("broken %q: %+v", seen.Broken, seen.Seen)
		}
		return seen.Seen[0]
	}
	was := look("pass", "self._sum += n")
	for name, c := range map[string]struct {
		is             language.Observed
		public, totals bool
	}{
		"a new cache":       {look("self._cache = {}", "self._sum += n"), true, true},
		"another sum":       {look("pass", "self._sum += 2 * n"), true, false},
		"another name":      {look("self.name = 'b'", "self._sum += n"), false, true},
		"it is all as ever": {look("pass", "self._sum = self._sum + n"), true, true},
	} {
		if got := c.is.Public == was.Public; got != c.public || (c.is.Private["_sum"] == was.Private["_sum"]) != c.totals {
			t.Errorf("%s: public alike %v, want %v; private %v and %v", name, got, c.public, was.Private, c.is.Private)
		}
	}
}

// The name of an encoding is not varied: bytes that are read with another one are other bytes. Another word with a number is.
func TestEncodingsStay(t *testing.T) {
	out, err := exec.Command("/usr/bin/python3", "-c", "import heald_neighbours as n\nfor text in (\"f('cp1252')\", \"f('lot12')\"):\n"+
		"    print(len([made for _, made in n.neighbours(text, {'numbers': [], 'words': []}) if made.startswith(\"f('\")]) > 3)").CombinedOutput()
	if got, want := strings.Fields(string(out)), []string{"False", "True"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

// The same holds for such a name inside a text: a header's number varies, the encoding that it announces does not.
func TestEncodingsInsideTextsStay(t *testing.T) {
	out, err := exec.Command("/usr/bin/python3", "-c", "import heald_neighbours as n, heald_rows as r\nfor text in ('a: b; charset=iso-8859-1', 'a: b; lot=x-8859-1'):\n"+
		"    made = [o for _, o in n.digits(text, str)] + [o for _, o in r.of_lines('k: 1\\n%s\\n\\nm;2\\n' % text)]\n"+
		"    print(any('8860' in o or '8858' in o for o in made), any('m;3' in o for o in made))").CombinedOutput()
	if got, want := strings.Fields(string(out)), []string{"False", "True", "True", "True"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}
