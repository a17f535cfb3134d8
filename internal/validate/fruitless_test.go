package validate

import (
	"testing"

	"github.com/heald-dev/heald/internal/language"
)

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
