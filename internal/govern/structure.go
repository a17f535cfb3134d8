package govern

import (
	"cmp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/weaken"
	"github.com/heald-dev/heald/internal/policy"
)

// structure sharpens what the lines of a change showed by what its syntax trees show: which functions it touches, and what it takes
// away. A file in a language without a table, or one that is not whole on both sides, keeps what its lines showed.
func structure(facts *policy.Facts, changes []diff.FileChange, content policy.Content, support func(path string) *language.Support) {
	if support == nil {
		return
	}
	come := map[string]bool{} // what the change adds anywhere: it may only have moved
	for i := range changes {
		for _, l := range changes[i].Select(diff.Added) {
			come[squeeze(l.Text)] = true
		}
	}
	for i := range facts.Files {
		f := &facts.Files[i]
		table := support(f.Path)
		if table == nil {
			continue
		}
		view, ok := compare(table, f, content)
		if !ok {
			continue
		}
		f.Symbols = view.Symbols()
		if !f.Test {
			facts.Risks = append(facts.Risks, unseen(view.Findings(), f.Path, facts.Risks, come)...)
		}
	}
	slices.SortStableFunc(facts.Risks, func(a, b heald.Risk) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Class, b.Class))
	})
}

// compare parses a file before and after. A new file has nothing before.
func compare(table *language.Support, f *policy.File, content policy.Content) (weaken.View, bool) {
	old := cmp.Or(f.OldPath, f.Path)
	source, known := content.Before[old]
	text, stays := content.After[f.Path]
	if !stays || !known && !f.New {
		return weaken.View{}, false
	}
	before, err := table.Parse(old, source)
	if err != nil {
		return weaken.View{}, false
	}
	after, err := table.Parse(f.Path, text)
	if err != nil {
		return weaken.View{}, false
	}
	return weaken.Look(table, before, after), true
}

// unseen turns findings into risks where the lines of the file did not show a risk of that class already.
func unseen(findings []weaken.Finding, path string, seen []heald.Risk, come map[string]bool) (risks []heald.Risk) {
	for _, f := range findings {
		known := slices.ContainsFunc(seen, func(r heald.Risk) bool { return r.Path == path && r.Class == f.Risk })
		if f.Risk == "" || known || f.Rule == "deleted-validation" && come[squeeze(f.Node.Text())] {
			continue
		}
		risks = append(risks, heald.Risk{Class: f.Risk, Path: path, Line: f.Node.Line, Detail: f.Reason})
	}
	return risks
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }
