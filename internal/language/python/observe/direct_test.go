package observe

import (
	"slices"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const curve = "import csv\n\n\nclass Curve:\n    def __init__(self, at, value):\n        self.at, self.value = at, value\n\n    @classmethod\n    def load(cls, path):\n" +
	"        with open(path) as rows:\n            points = [(int(row['at']), int(row['value'])) for row in csv.DictReader(rows)]\n        return cls(*zip(*points))\n\n" +
	"    def between(self, at):\n        n = next(n for n, held in enumerate(self.at) if held > at)\n        return self.value[n - 1] + (self.value[n] - self.value[n - 1]) * (at - self.at[n - 1])\n"

// directly holds services whose reproduction has no neighbour that works where the change is: a person would write another call.
var directly = map[string]struct {
	files    map[string]string
	drive    heald.Drive
	function string
	line     int
	error    string
	shown    string // part of an input that must be among those that reach the change
	works    bool   // they work; else they fail there as the reproduction does
	never    string // part of an input that must not be there
}{
	"an object that a loader makes of the repository's data, asked for what it knows": {
		files: map[string]string{"shop.py": curve, "north.csv": "at,value\n0,3\n40,9\n90,20\n"},
		drive: heald.Drive{Kind: "method", Module: "shop", Path: "shop.py", Function: "Curve.between", Imports: []string{"from shop import Curve"}, Receiver: "Curve((), ())", Args: []heald.Arg{{Expr: "1"}}},
		error: "StopIteration", function: "Curve.between", line: 16, shown: "Curve.load('north.csv').between(40)", works: true,
	},
	"a whole object, where production asked one that was being made": {
		files: map[string]string{"shop.py": "import copy\n\n\nclass Sheet:\n    def __init__(self, cells: dict):\n        self.cells = cells\n\n    def __getattr__(self, name: str):\n        return self.cells[name]\n\n" +
			"    def copy(self):\n        return copy.copy(self)\n"},
		drive: heald.Drive{Kind: "method", Module: "shop", Path: "shop.py", Function: "Sheet.copy", Imports: []string{"from shop import Sheet"}, Receiver: "Sheet({'a': 1})"},
		error: "RecursionError", function: "Sheet.__getattr__", line: 9, shown: "Sheet({'a': 1}).__getattr__('a')", works: true,
	},
	"what imports a module that cannot be imported": {
		files: map[string]string{"shop.py": "from pages import slugify\n\n\ndef names(folder):\n    return slugify(folder)\n", "pages.py": "def slug(text):\n    return text\n",
			"run.py": "def show(folder):\n    from shop import names\n    return names(folder)\n", "content/a.txt": "one\ntwo\n"},
		drive: heald.Drive{Kind: "startup", Module: "shop", Path: "shop.py"},
		error: "ImportError", function: "names", line: 1, shown: "show('content')",
	},
	"nothing of another type than production gave": {
		files: map[string]string{"shop.py": "def label(year, number):\n    return 'S' + str(year)[2:] + '-' + number\n"},
		drive: call("label", "2024", "17"),
		error: "TypeError", function: "label", line: 2, shown: "label(2024, 17)", never: "17'",
	},
}

func TestCallsThatNobodyMadeAreTried(t *testing.T) {
	for name, c := range directly {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := observed(t, "", func(ask *language.ObserveAsk) {
				ask.Workplace, ask.Drive, ask.ErrorType = place(t, c.files), c.drive, c.error
				ask.Functions = []language.Watched{{Path: "shop.py", Name: last(c.function), Function: c.function, First: 1, Last: 30}}
				ask.Crash, ask.Aims = heald.Frame{File: "shop.py", Function: c.function}, [][]language.Span{{{Path: "shop.py", First: c.line, Last: c.line}}}
			})
			reached, shown := 0, false
			for _, s := range seen.Seen {
				if (s.End == "return") == c.works && slices.Contains(s.Lines["shop.py"], c.line) {
					reached++
					shown = shown || strings.Contains(s.Input, c.shown)
				}
				if c.never != "" && s.Far < 2 && strings.Contains(s.Input, c.never) {
					t.Errorf("%s counts as one that somebody may give", s.Input)
				}
			}
			if seen.Broken != "" || reached < 20 || !shown {
				t.Errorf("broken %q, few %q: %d of %d inputs reach the change; one with %q: %v", seen.Broken, seen.Few, reached, len(seen.Seen), c.shown, shown)
				for _, s := range seen.Seen {
					t.Logf("far %d %s %s: %s", s.Far, s.End, s.Input, s.Shown)
				}
			}
		})
	}
}

// A receiver that is only tried out must leave nothing behind.
func TestTryingReceiversOutLeavesNothing(t *testing.T) {
	source := "import os\n\n\nclass Book:\n    def __init__(self, name: str = 'b'):\n        with open('book.txt', 'a') as out:\n            out.write(name)\n\n    def lines(self, n):\n" +
		"        return [open('book.txt').read(), n][n:] or 1 / 0\n"
	drive := heald.Drive{Kind: "method", Module: "shop", Path: "shop.py", Function: "Book.lines", Imports: []string{"from shop import Book"}, Receiver: "Book()", Args: []heald.Arg{{Expr: "2"}}}
	seen := observed(t, source, func(ask *language.ObserveAsk) {
		ask.Drive, ask.Aims = drive, [][]language.Span{{{Path: "shop.py", First: 99, Last: 99}}}
		ask.Functions = []language.Watched{{Path: "shop.py", Name: "lines", Function: "Book.lines", First: 9, Last: 10}}
	})
	if seen.Broken != "" || len(seen.Seen) < 20 {
		t.Fatalf("broken %q, %d inputs", seen.Broken, len(seen.Seen))
	}
	for _, s := range seen.Seen {
		if strings.Contains(s.Shown, "bb") {
			t.Errorf("%s gave %s: another run's file is still there", s.Input, s.Shown)
		}
	}
}
