package naming

import (
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

func parse(t *testing.T, source string) *language.Tree {
	t.Helper()
	tree, err := syntax.Grammar().Parse("a.py", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func apply(source string, edits []language.Edit) string {
	for i := len(edits) - 1; i >= 0; i-- {
		e := edits[i]
		source = source[:e.Start] + e.Text + source[e.End:]
	}
	return source
}

func TestAddImport(t *testing.T) {
	cases := []struct{ source, line, want string }{
		{"from datetime import date\n\nx = 1\n", "from datetime import timedelta", "from datetime import date, timedelta\n\nx = 1\n"},
		{"import os\n\nx = 1\n", "import json", "import json\nimport os\n\nx = 1\n"},
		{"import os\n\nx = 1\n", "import sys", "import os\nimport sys\n\nx = 1\n"},
		{"\"\"\"Doc.\"\"\"\nx = 1\n", "import sys", "\"\"\"Doc.\"\"\"\n\nimport sys\nx = 1\n"},
		{"x = 1\n", "from a import b", "from a import b\n\nx = 1\n"},
		{"import os\n", "from a import b", "import os\nfrom a import b\n"},
	}
	for _, c := range cases {
		if got := apply(c.source, AddImport(parse(t, c.source), c.line)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.line, got, c.want)
		}
	}
}

func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		a, b   string
		differ bool
	}{{"weight_kg", "weight_g", true}, {"tracking_nr", "tracking_no", false}, {"timeout_s", "timeout_s", false}, {"kg", "g", false}, {"size_kg", "weight_g", false}} {
		if _, _, differ := measures(c.a, c.b); differ != c.differ {
			t.Errorf("measures(%s, %s) = %v", c.a, c.b, differ)
		}
	}
}
