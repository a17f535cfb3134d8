package language_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

func TestCite(t *testing.T) {
	tree := parse(t, "x = 1\nreturned = call(\n    'a',\n\t'ä"+strings.Repeat("ö", 200)+"',\n)\n")
	got := language.Cite("sibling", tree.Root.Children[1], "it is called so", 0.5)
	want := heald.Evidence{
		Source: "sibling", Path: tree.Path, Line: 2, Says: "it is called so", Weight: 0.5,
		Quote: "returned = call( 'a', 'ä" + strings.Repeat("ö", 95) + "…",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
