package validate

import (
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

const ledger = `class Book:
    def add(self, name):
        self.rows.append(name)

    def drop(self, name):
        self.rows.remove(name)

    def find(self, name):
        for row in self.rows:
            if row == name:
                return row

    def each(self):
        yield from self.rows


def use(book):
    book.add(1)
    kept = book.drop(1)
    book.find(2)
    book.each()
`

func TestProcedures(t *testing.T) {
	l := labOf(t, ledger)
	for name, want := range map[string]bool{"Book.add": true, "Book.drop": false, "Book.find": false, "Book.each": false, "Book.missing": false} {
		if got := l.procedure(heald.Drive{Kind: "method", Path: "shop.py", Function: name}); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// What a method that returns nothing leaves behind tells whether it led to the crash; of another function, what it gives.
func TestWhatLedToTheCrash(t *testing.T) {
	l := labOf(t, ledger)
	observed := func(function, state string, private map[string]string) language.Observed {
		return language.Observed{Drive: heald.Drive{Kind: "method", Path: "shop.py", Function: function}, Entry: function, End: "return", Value: "none", State: state, Private: private}
	}
	for _, name := range []string{"Book.add", "Book.drop"} {
		traced := observed(name, "s", map[string]string{"_known": "miss", "_size": "1"})
		traced.Traced = true
		l.base.before.Seen = append(l.base.before.Seen, traced)
	}
	for name, c := range map[string]struct {
		seen language.Observed
		want bool
	}{
		"it leaves the same behind":              {observed("Book.add", "s", nil), true},
		"a private part is the same":             {observed("Book.add", "t", map[string]string{"_known": "miss", "_size": "2"}), true},
		"it leaves something else":               {observed("Book.add", "t", map[string]string{"_known": "hit", "_size": "2"}), false},
		"its caller goes on with what it gives":  {observed("Book.drop", "t", map[string]string{"_known": "hit", "_size": "2"}), true},
		"another function that nothing led from": {observed("Book.find", "s", nil), false},
	} {
		if got := l.led(&c.seen); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A function is fruitless when no value that it is given makes it give one.
func TestFruitless(t *testing.T) {
	for name, c := range map[string]struct {
		source  string
		returns []string
		want    bool
	}{
		"sorted in place":                {"def f(rows):\n    rows = list(rows)\n    return rows.sort()\n", []string{"NoneType"}, true},
		"on one way only":                {"def f(rows):\n    if not rows:\n        return rows.sort()\n    return rows\n", []string{"NoneType"}, false},
		"a method of the program's own":  {"def f(table):\n    return table.sort()\n", []string{"NoneType", "Table"}, false},
		"never seen to give anything":    {"def f(rows):\n    return rows.sort()\n", nil, false},
		"null where nothing is found":    {"def f(rows):\n    return rows.get(1)\n", []string{"NoneType"}, false},
		"it is there for what it does":   {"def f(rows):\n    rows.sort()\n", []string{"NoneType"}, false},
		"it returns early with no value": {"def f(rows):\n    if not rows:\n        return\n    return rows.sort()\n", []string{"NoneType"}, false},
	} {
		l := labOf(t, c.source)
		l.base.before.Seen = []language.Observed{{Returns: map[string][]string{"f": c.returns}}}
		ch := &change{regions: []region{{path: "shop.py", functions: []*language.Node{l.program.Func("shop.py", "f").Node}}}}
		if got := l.fruitless(ch); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
