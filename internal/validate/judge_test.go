package validate

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python"
)

// verdictOf is a proved candidate for grouping.
func verdictOf(id, meaning string, score float64, lines, outside int) verdict {
	return verdict{patch: heald.Patch{ID: id, Score: score, Lines: lines}, meaning: meaning, outside: outside, validation: heald.Validation{Outcome: heald.Pass}}
}

func TestGroups(t *testing.T) {
	groups := grouped([]verdict{
		verdictOf("a", "zero", 0.7, 4, 0), verdictOf("b", "zero", 0.7, 2, 3), verdictOf("c", "none", 0.8, 9, 0), verdictOf("d", "zero", 0.7, 2, 1), verdictOf("e", "none", 0.8, 9, 0),
	})
	var got []string
	for _, g := range groups {
		got = append(got, g.patch.ID)
	}
	if d := cmp.Diff([]string{"c", "d"}, got); d != "" {
		t.Errorf("groups (-want +got):\n%s", d)
	}
}

// Fixes that give different values agree only where inner calls agree too, and on enough of them.
func TestAgree(t *testing.T) {
	for name, c := range map[string]struct {
		values, meaning, inside [2]string
		want                    bool
	}{
		"the same value in two places":    {[2]string{"0", "0"}, [2]string{"=1", "=1"}, [2]string{"=1 =2", "=1 =3"}, true},
		"another value, alike everywhere": {[2]string{"()", "set()"}, [2]string{"=1", "=1"}, [2]string{"=1 =2 =3", "=1 =2 =3"}, true},
		"another value, seen once":        {[2]string{"()", "set()"}, [2]string{"=1", "=1"}, [2]string{"=1", "=1"}, false},
		"another value inside":            {[2]string{"0.0", "-inf"}, [2]string{"=1", "=1"}, [2]string{"=1 =0.0 =1", "=1 =-inf =1"}, false},
		"another result":                  {[2]string{"0", "0"}, [2]string{"=1", "=2"}, [2]string{"=1", "=1"}, false},
		"left out":                        {[2]string{"0", "1"}, [2]string{"=1 ?", "=1 =2"}, [2]string{"=1 ? =3", "=1 =2 =3"}, true},
	} {
		a := verdict{patch: heald.Patch{Value: c.values[0]}, meaning: c.meaning[0], inside: c.inside[0]}
		b := verdict{patch: heald.Patch{Value: c.values[1]}, meaning: c.meaning[1], inside: c.inside[1]}
		if got := agree(a, b); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestChoosing(t *testing.T) {
	for name, c := range map[string]struct {
		proved []verdict
		chosen string
		others int
	}{
		"one":           {[]verdict{verdictOf("a", "zero", 0.6, 1, 0)}, "a", 0},
		"weak":          {[]verdict{verdictOf("a", "zero", 0.59, 1, 0)}, "", 1},
		"ahead":         {[]verdict{verdictOf("a", "zero", 0.9, 1, 0), verdictOf("b", "none", 0.7, 1, 0)}, "a", 1},
		"near":          {[]verdict{verdictOf("a", "zero", 0.8, 1, 0), verdictOf("b", "none", 0.7, 1, 0)}, "", 2},
		"near the same": {[]verdict{verdictOf("a", "zero", 0.8, 1, 0), verdictOf("b", "zero", 0.79, 1, 0)}, "a", 0},
		"five groups": {[]verdict{verdictOf("a", "1", 0.7, 1, 0), verdictOf("b", "2", 0.7, 1, 0), verdictOf("c", "3", 0.7, 1, 0), verdictOf("d", "4", 0.7, 1, 0),
			verdictOf("e", "5", 0.7, 1, 0)}, "", 4},
	} {
		choice := (&lab{}).choose(c.proved)
		chosen := ""
		if choice.Patch != nil {
			chosen = choice.Patch.ID
		}
		if chosen != c.chosen || len(choice.Alternatives) != c.others || choice.Reason == "" && chosen == "" {
			t.Errorf("%s: chosen %q with %d others (%s), want %q with %d", name, chosen, len(choice.Alternatives), choice.Reason, c.chosen, c.others)
		}
	}
}

const regionBefore = `"""A module."""
import os


class Cart:
    """Things."""

    def total(self, rate=1):
        # the sum of all
        sums = [
            item.price * rate
            for item in self.items
        ]
        if not sums:
            return 0
        else:
            return sum(sums)

    def size(self):
        return len(self.items)
`

func TestRegions(t *testing.T) {
	for name, c := range map[string]struct {
		old, now string
		needs    []lines
		silent   bool
	}{
		"a line inside a statement": {"item.price * rate\n", "item.price * rate or 0\n", []lines{{10, 13}}, false},
		"the head of a branch":      {"if not sums:", "if len(sums) == 0:", []lines{{14, 14}}, false},
		"an insertion":              {"        if not sums:", "        sums.sort()\n        if not sums:", []lines{{14, 14}}, false},
		"an insertion at the end":   {"            return sum(sums)\n", "            return sum(sums)\n        return None\n", []lines{{17, 17}}, false},
		"an insertion at the start": {"        # the sum of all\n", "        rate = rate or 1\n        # the sum of all\n", []lines{{10, 13}}, false},
		"an import":                 {"import os\n", "import os\nimport sys\n", []lines{{5, 5}}, false},
		"a comment":                 {"# the sum of all", "# all of it", nil, true},
		"documentation":             {`"""Things."""`, `"""Many things."""`, nil, true},
		"a default value":           {"rate=1", "rate=2", []lines{{8, 9}}, false},
	} {
		after := replace(t, regionBefore, c.old, c.now)
		support := python.Support()
		before, err := support.Parse("cart.py", []byte(regionBefore))
		if err != nil {
			t.Fatal(err)
		}
		now, err := support.Parse("cart.py", []byte(after))
		if err != nil {
			t.Fatal(err)
		}
		files, err := diff.Parse(diff.Unified([]heald.FileEdit{{Path: "cart.py", Before: []byte(regionBefore), After: []byte(after)}}))
		if err != nil {
			t.Fatal(err)
		}
		regions := regionsOf(files[0], before, now)
		if len(regions) != 1 {
			t.Errorf("%s: %d regions, want 1", name, len(regions))
			continue
		}
		if regions[0].silent != c.silent || !c.silent && cmp.Diff(c.needs, regions[0].needs, cmp.AllowUnexported(lines{})) != "" {
			t.Errorf("%s: silent %v needs %v, want %v %v", name, regions[0].silent, regions[0].needs, c.silent, c.needs)
		}
	}
}

func replace(t *testing.T, text, old, now string) string {
	t.Helper()
	for n := range len(text) {
		if len(text) >= n+len(old) && text[n:n+len(old)] == old {
			return text[:n] + now + text[n+len(old):]
		}
	}
	t.Fatalf("%q is not there", old)
	return ""
}

func TestCovered(t *testing.T) {
	c := change{regions: []region{{path: "a.py", needs: []lines{{3, 5}, {8, 8}}}, {path: "a.py", silent: true}}}
	for _, one := range []struct {
		ran              []int
		reached, covered bool
	}{{[]int{1, 2}, false, false}, {[]int{4}, true, false}, {[]int{5, 8}, true, true}} {
		ran := map[string][]int{"a.py": one.ran, "b.py": {3, 8}}
		if c.reached(ran) != one.reached || c.covered(ran) != one.covered {
			t.Errorf("%v: reached %v covered %v, want %v %v", one.ran, c.reached(ran), c.covered(ran), one.reached, one.covered)
		}
	}
}

// crashLab is a round whose reproduction fails in line 5 of rate, with the given neighbours behind it.
func crashLab(t *testing.T, neighbours ...language.Observed) *lab {
	t.Helper()
	in := input(t, nil)
	program, err := language.Open(in.Checkout.Root, python.Support())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	l := &lab{in: in, support: python.Support(), program: program}
	own := language.Observed{Input: "rate(10.0, 0)", Entry: "rate", Steady: true, Given: true, End: "raise", Type: "ZeroDivisionError", Hit: []string{"5:11:5:24"}}
	l.base.before.Seen = append([]language.Observed{own}, neighbours...)
	return l
}

func TestKindsOfInput(t *testing.T) {
	frame := func(line int) []heald.Frame {
		return []heald.Frame{{File: "rates.py", Function: "rate", Line: line, InApp: true}}
	}
	for name, c := range map[string]struct {
		seen language.Observed
		want before
	}{
		"the same expression":        {language.Observed{Steady: true, End: "raise", Type: "ZeroDivisionError", Hit: []string{"5:11:5:24"}}, crashed},
		"the same, and caught":       {language.Observed{Steady: true, End: "return", Hit: []string{"5:11:5:24"}}, crashed},
		"another expression there":   {language.Observed{Steady: true, End: "raise", Type: "ZeroDivisionError", Hit: []string{"5:30:5:40"}, Frames: frame(5)}, failed},
		"another line":               {language.Observed{Steady: true, End: "raise", Type: "ZeroDivisionError", Frames: frame(4)}, failed},
		"the line, without a follow": {language.Observed{Steady: true, End: "raise", Type: "ZeroDivisionError", Frames: frame(5)}, crashed},
		"another error":              {language.Observed{Steady: true, End: "raise", Type: "TypeError", Frames: frame(5)}, failed},
		"a refusal":                  {language.Observed{Steady: true, End: "raise", Type: "ValueError", Raised: true, Frames: frame(3)}, worked},
		"a result":                   {language.Observed{Steady: true, End: "return"}, worked},
		"not steady":                 {language.Observed{End: "return"}, unknown},
	} {
		if got := crashLab(t).kind(&c.seen); got != c.want {
			t.Errorf("%s: kind %d, want %d", name, got, c.want)
		}
	}
}

func TestRegionIsWhatACallerMayGive(t *testing.T) {
	hit := []string{"5:11:5:24"}
	l := crashLab(t,
		language.Observed{Entry: "rate", Steady: true, End: "raise", Hit: hit},
		language.Observed{Entry: "rate", Steady: true, End: "raise", Hit: hit, Far: typed},
		language.Observed{Entry: "rate", Steady: true, End: "raise", Hit: hit, Far: typed + 1},
		language.Observed{Entry: "inner", Steady: true, End: "raise", Hit: hit},
		language.Observed{Entry: "rate", Steady: true, End: "return"},
	)
	if got, want := l.region(6), []int{0, 1}; !slices.Equal(got, want) {
		t.Errorf("region %v, want %v", got, want)
	}
	l.base.before.Seen[0].Hit = []string{"5:11:5:24"}
	l.base.before.Seen[0].Steady, l.base.before.Seen[1].Steady = false, false // nothing left through the entry
	if got, want := l.region(6), []int{4}; !slices.Equal(got, want) {
		t.Errorf("without the entry: region %v, want %v", got, want)
	}
}

func TestHowMuchMustBeCompared(t *testing.T) {
	for name, c := range map[string]struct {
		count tallied
		want  heald.Outcome
	}{
		"enough work":                    {tallied{working: 20}, heald.Pass},
		"few work":                       {tallied{working: 19, beside: 100}, heald.Inconclusive},
		"none works and many are mended": {tallied{incidents: 20, mended: 20}, heald.Pass},
		"none works and few are mended":  {tallied{incidents: 30, mended: 19}, heald.Inconclusive},
		"some failed and many beside":    {tallied{incidents: 19, mended: 19, beside: 100}, heald.Inconclusive},
		"few of anything":                {tallied{incidents: 10, beside: 9}, heald.Inconclusive},
		"nothing reaches it":             {tallied{beside: 50}, heald.Inconclusive},
		"one works among many failures":  {tallied{working: 1, incidents: 500, mended: 500}, heald.Inconclusive},
		"one works among some failures":  {tallied{working: 1, incidents: 58}, heald.Inconclusive},
	} {
		var r compared
		if r.judge(c.count, true, ""); r.behaviour.Outcome != c.want {
			t.Errorf("%s: %s, want %s", name, r.behaviour.Outcome, c.want)
		}
	}
}
