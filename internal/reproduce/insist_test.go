package reproduce

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

func TestInsisted(t *testing.T) {
	root := t.TempDir()
	for name, body := range map[string]string{
		"shop.py": "RATES = {'north': 1}  # not 'eu-west'\ndef rate(order):\n    return RATES[order['zone']]\n", "rates.ini": "[north]\nsurcharge = 2\n",
		"README.md": "Ask for 'harbour'.\n", "tests/test_shop.py": "def test_island():\n    assert 'island'\n",
	} {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	support := python.Support()
	program, err := language.Open(root, support)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	for _, c := range []struct {
		kind, message string
		want          []string
	}{
		{"KeyError", "'zone'", []string{"zone"}},
		{"KeyError", "'surcharge'", []string{"surcharge"}},
		{"KeyError", "('north', 'x-77')", []string{"north"}},
		{"KeyError", "'nor'", nil},
		{"KeyError", "'east'", nil},
		{"KeyError", "'eu'", []string{"eu"}},
		{"KeyError", "'harbour'", nil},
		{"KeyError", "'island'", nil},
		{"KeyError", "'1'", nil},
		{"ValueError", "'zone' is not in list", []string{"zone"}},
		{"AttributeError", "'Order' object has no attribute 'zone'. Did you mean: 'north'?", []string{"zone"}},
		{"UnicodeDecodeError", "'zone' codec can't decode byte 0xe4 in position 0", nil},
	} {
		w := &walk{support: support, program: program, in: Input{Incident: heald.Incident{Exception: heald.Exception{ErrorType: c.kind, Message: c.message}}}}
		got := w.insisted([]string{"README.md", "rates.ini"})
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %s: got %q, want %q", c.kind, c.message, got, c.want)
		}
		w.hunt.Insisted = got
		if word := w.lacks(heald.Exception{Message: c.message}); word != "" {
			t.Errorf("%s: %s lacks its own %q", c.kind, c.message, word)
		}
		if word := w.lacks(heald.Exception{Message: "'other'"}); (word != "") != (len(c.want) > 0) {
			t.Errorf("%s: %s: another word lacks %q", c.kind, c.message, word)
		}
	}
}
