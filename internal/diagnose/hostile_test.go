package diagnose_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diagnose"
)

const hostileSource = `import os


class Cart:
    def __init__(self, items=None):
        self.items = items

    def total(self, täx):
        if täx < 0:
            raise ValueError("no")
        return sum(i["price"] for i in self.items) / täx


def main(argv):
    return Cart().total(int(argv[1]))
`

func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// FuzzFrames feeds frames that no interpreter would print.
func FuzzFrames(f *testing.F) {
	f.Add("TypeError", "'NoneType' object is not iterable", "/app/shop/cart.py", "total", "return sum(i[\"price\"] for i in self.items) / täx", 11, 8, 46)
	f.Add("ZeroDivisionError", "division by zero", `C:\x\cart.py`, "<genexpr>", "", -1, 1<<30, -5)
	f.Add("KeyError", "''", "../../cart.py", "main", "return", 1<<40, 3, 3)
	root := tree(f, map[string]string{"shop/cart.py": hostileSource, "shop/broken.py": "def (:\n", "shop/empty.py": ""})
	f.Fuzz(func(t *testing.T, errorType, message, file, function, code string, line, column, end int) {
		frame := heald.Frame{File: file, Function: function, Code: code, Line: line, Column: column, EndColumn: end, InApp: true}
		outer := heald.Frame{File: "/app/shop/cart.py", Function: "main", Code: "return Cart().total(int(argv[1]))", Line: 15, InApp: true}
		e := heald.Exception{Language: "python", ErrorType: errorType, Message: message, Frames: []heald.Frame{outer, frame}}
		e.Causes = []heald.Exception{{Language: "python", ErrorType: errorType, Frames: []heald.Frame{frame}}}
		d, err := diagnose.Stage{Support: support}.Run(t.Context(), diagnose.Input{
			Incident: heald.Incident{Language: "python", Exception: e}, Checkout: heald.Checkout{Root: root, Home: "/app"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if d.Why == "" || d.Confidence < 0 || d.Confidence > 1 {
			t.Errorf("no reason, or confidence %v", d.Confidence)
		}
	})
}

func TestUnknownLanguageIsAnAbstention(t *testing.T) {
	in := diagnose.Input{Incident: heald.Incident{Exception: heald.Exception{Language: "cobol"}}}
	d, err := diagnose.Stage{Support: support}.Run(t.Context(), in)
	if err != nil || !d.Abstained {
		t.Errorf("diagnosis = %+v, %v, want an abstention", d, err)
	}
}

func TestUnreadableCheckoutIsAnError(t *testing.T) {
	in := diagnose.Input{
		Incident: heald.Incident{Exception: heald.Exception{Language: "python"}},
		Checkout: heald.Checkout{Root: filepath.Join(t.TempDir(), "gone")},
	}
	if _, err := (diagnose.Stage{Support: support}).Run(t.Context(), in); err == nil {
		t.Error("a checkout that is not there gives no error")
	}
}

// TestSameAnswer runs one crash often: maps must not decide anything.
func TestSameAnswer(t *testing.T) {
	root := tree(t, map[string]string{"shop/cart.py": hostileSource})
	e := heald.Exception{Language: "python", ErrorType: "TypeError", Message: "'NoneType' object is not iterable", Frames: []heald.Frame{
		{File: "/app/shop/cart.py", Function: "main", Code: "return Cart().total(int(argv[1]))", Line: 15, InApp: true},
		{File: "/app/shop/cart.py", Function: "total", Code: "return sum(i[\"price\"] for i in self.items) / täx", Line: 11, InApp: true},
	}}
	first := ""
	for range 10 {
		d, err := diagnose.Stage{Support: support}.Run(t.Context(), diagnose.Input{
			Incident: heald.Incident{Exception: e}, Checkout: heald.Checkout{Root: root, Home: "/app"},
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := dump(d); first == "" {
			first = got
		} else if got != first {
			t.Fatalf("two answers to one crash:\n%s\n%s", first, got)
		}
	}
}
