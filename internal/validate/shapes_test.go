package validate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

func labOf(t *testing.T, source string) *lab {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "shop.py"), []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	support := python.Support()
	program, err := language.Open(root, support)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return &lab{support: support, program: program}
}

func TestStrangers(t *testing.T) {
	l := labOf(t, "")
	for name, c := range map[string]struct {
		usual, now []string
		want       string
	}{
		"the same":                    {[]string{"str"}, []string{"str"}, ""},
		"a number for a text":         {[]string{"str"}, []string{"int"}, "a number"},
		"a whole number for a broken": {[]string{"float"}, []string{"int"}, ""},
		"null for an object":          {[]string{"Hit"}, []string{"NoneType"}, "None"},
		"a number for an object":      {[]string{"Hit"}, []string{"int"}, "a number"},
		"another object":              {[]string{"Hit"}, []string{"Miss"}, ""},
		"an object for a text":        {[]string{"str"}, []string{"Hit"}, ""},
		"a text beside both":          {[]string{"Hit", "int"}, []string{"str"}, ""},
		"nothing to compare with":     {nil, []string{"int"}, ""},
	} {
		usual, now := map[string]bool{}, map[string]bool{}
		l.collect(usual, c.usual)
		l.collect(now, c.now)
		if got := l.stranger(usual, now); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhatAResultMayBe(t *testing.T) {
	for name, c := range map[string]struct {
		source, odd string
		want        bool
	}{
		"nothing speaks for null":    {"def find(n):\n    return n\n", "None", false},
		"declared":                   {"def find(n) -> 'int | None':\n    return n\n", "None", true},
		"documented":                 {"def find(n):\n    '''The plan, or None.'''\n    return n\n", "None", true},
		"a caller looks":             {"def find(n):\n    return n\ndef use(n):\n    found = find(n)\n    if found is None:\n        return 0\n    return found.price\n", "None", true},
		"a caller looks at once":     {"def find(n):\n    return n\ndef use(n):\n    return 0 if find(n) is not None else 1\n", "None", true},
		"a caller looks for another": {"def find(n):\n    return n\ndef use(n):\n    found = find(n)\n    if n is None:\n        return 0\n    return found.price\n", "None", false},
		"a number undeclared":        {"def find(n):\n    return n\n", "a number", false},
		"a number or a text":         {"def find(n) -> 'int | str':\n    return n\n", "a number", true},
	} {
		l := labOf(t, c.source)
		if got := l.admits(language.Watched{Path: "shop.py", Name: "find", Function: "find"}, c.odd); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Only a fault that no value avoids leaves nothing to compare with.
func TestInherentFaults(t *testing.T) {
	const shop = "class Parcel:\n    def __init__(self):\n        self.weight_g = 1\nclass Robot:\n    pass\nclass User:\n    login = ''\n"
	for name, c := range map[string]struct {
		kind, message string
		want          bool
	}{
		"no class has it":       {"AttributeError", "'Parcel' object has no attribute 'weight_kg'", true},
		"another class has it":  {"AttributeError", "'Robot' object has no attribute 'login'", false},
		"no class of ours":      {"AttributeError", "'Namespace' object has no attribute 'login_name'", false},
		"null":                  {"AttributeError", "'NoneType' object has no attribute 'weight_kg'", false},
		"a type of literals":    {"AttributeError", "'str' object has no attribute 'items'", false},
		"a module":              {"AttributeError", "module 'json' has no attribute 'read'", true},
		"not awaited":           {"TypeError", "'coroutine' object is not subscriptable", true},
		"a name":                {"NameError", "name 'price' is not defined", true},
		"on one path":           {"UnboundLocalError", "cannot access local variable 'x' where it is not associated with a value", false},
		"a signature":           {"TypeError", "send() got an unexpected keyword argument 'to'", true},
		"types that are given":  {"TypeError", "unsupported operand type(s) for *: 'decimal.Decimal' and 'float'", false},
		"null among the types":  {"TypeError", "float() argument must be a string or a real number, not 'NoneType'", false},
		"zero":                  {"ZeroDivisionError", "division by zero", false},
		"a clock without zones": {"TypeError", "can't compare offset-naive and offset-aware datetimes", true},
	} {
		l := labOf(t, shop)
		l.in.Reproduction.Observed = heald.Exception{ErrorType: c.kind, Message: c.message}
		if got := l.inherent(); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestSameBehaviour(t *testing.T) {
	was := language.Observed{All: "1", Public: "p", Private: map[string]string{"_sum": "a"}}
	for name, c := range map[string]struct {
		is   language.Observed
		want bool
	}{
		"all the same":           {language.Observed{All: "1"}, true},
		"a private one is new":   {language.Observed{All: "2", Public: "p", Private: map[string]string{"_sum": "a", "_cache": "b"}}, true},
		"a private one differs":  {language.Observed{All: "2", Public: "p", Private: map[string]string{"_sum": "b"}}, false},
		"a private one is lost":  {language.Observed{All: "2", Public: "p"}, false},
		"what is public differs": {language.Observed{All: "2", Public: "q", Private: map[string]string{"_sum": "a"}}, false},
	} {
		if got := same(&was, &c.is); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	plain := language.Observed{All: "1"}
	if same(&plain, &language.Observed{All: "2"}) {
		t.Error("without private attributes another result is the same")
	}
}
