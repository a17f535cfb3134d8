package reproduce

import (
	"testing"

	"github.com/heald-dev/heald"
)

// What a function's own documentation promises in the case in which it crashed.
func TestPromise(t *testing.T) {
	const body = "    return sum(spans) / len(spans)\n"
	cases := []struct{ name, head, kind, want string }{
		{"plain", "def mean(spans):\n    \"\"\"Returns 0.0 when there are no spans.\"\"\"\n", "empty", "0.0"},
		{"google", "def mean(spans):\n    \"\"\"Mean.\n\n    Returns:\n        float: the mean, None if there are no spans\n    \"\"\"\n", "empty", "None"},
		{"another thing", "def mean(spans, weights=None):\n    \"\"\"Returns 0.0 when there are no weights.\"\"\"\n", "empty", ""},
		{"another case", "def mean(spans):\n    \"\"\"Returns 0.0 when the spans are malformed.\"\"\"\n", "empty", ""},
		{"two promises", "def mean(spans):\n    \"\"\"Returns 0.0 when there are no spans. Gives None when empty.\"\"\"\n", "empty", ""},
		{"a refusal", "def mean(spans):\n    \"\"\"Returns 0.0 for empty spans.\n\n    Raises:\n        ValueError: without spans\n    \"\"\"\n", "empty", ""},
		{"no result", "def mean(spans):\n    \"\"\"Without spans the count is 0.\"\"\"\n", "empty", ""},
		{"not of the type", "def mean(spans) -> float:\n    \"\"\"Returns None when there are no spans.\"\"\"\n", "empty", ""},
		{"of the type", "def mean(spans) -> float | None:\n    \"\"\"Returns None when there are no spans.\"\"\"\n", "empty", "None"},
		{"a question", "def mean(spans):\n    \"\"\"Mean. Returns 0.0 when there are no spans?\"\"\"\n", "empty", ""},
		{"silent", "def mean(spans):\n    \"\"\"Mean.\"\"\"\n", "empty", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := walkOver(t, map[string]string{"desk.py": c.head + body})
			w.in.Diagnosis = heald.Diagnosis{
				Sites: []heald.Site{{Place: heald.Place{Path: "desk.py", Function: "mean"}}}, Wrong: heald.Wrong{Expression: "len(spans)", Kind: c.kind, Names: []string{"spans"}},
			}
			got := ""
			if p := w.promise(heald.Drive{Kind: "function", Path: "desk.py", Function: "mean"}); p != nil {
				got = p.Value
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if p := w.promise(heald.Drive{Kind: "function", Path: "desk.py", Function: "report"}); p != nil {
				t.Errorf("promised for another function: %v", *p)
			}
		})
	}
}
