package observe

import (
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

func TestAdmits(t *testing.T) {
	for declared, want := range map[string][2]bool{ // null, a number
		"": {false, false}, "str": {false, false}, "Optional[str]": {true, false}, "str | None": {true, false}, "None | str": {true, false},
		"int | str": {false, true}, "typing.Union[int, str]": {false, true}, "Any": {true, true}, "NoneSuch": {false, false}, "None": {true, false},
	} {
		if got := [2]bool{admits(declared, null), admits(declared, "a number")}; got != want {
			t.Errorf("%q admits null and a number: %v, want %v", declared, got, want)
		}
	}
}

func TestDocuments(t *testing.T) {
	for source, want := range map[string]bool{
		"def f():\n    \"\"\"The plan, or None.\"\"\"\n    return 1\n": true, "def f():\n    \"\"\"The plan.\"\"\"\n    return None\n": false, "def f():\n    return None\n": false,
		"def f():\n    'Nonesuch'\n": false,
	} {
		tree, err := syntax.Grammar().Parse("a.py", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if got := documents(tree.Root.All(language.Function)[0], null); got != want {
			t.Errorf("%q: %v, want %v", source, got, want)
		}
	}
	if s := Observers(); s.Shapes["NoneType"] != s.Null || s.Shapes["int"] != s.Shapes["Decimal"] || s.Shapes["str"] == s.Shapes["bytes"] {
		t.Error("null, numbers and texts are not as they should be")
	}
}
