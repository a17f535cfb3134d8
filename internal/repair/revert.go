package repair

import (
	"bytes"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/wording"
)

// group is a run of changed lines of a commit, with what stands there now.
type group struct {
	path    string
	added   []diff.Line
	removed []diff.Line
	at      int // line of the present file that the removed lines go before
}

// groupsOf splits a file's change into runs.
func groupsOf(c diff.FileChange) []group {
	var groups []group
	next := 1
	open := false
	for _, line := range c.Lines {
		if line.Kind == diff.Kept {
			open, next = false, line.New+1
			continue
		}
		if !open {
			groups = append(groups, group{path: c.Path, at: next})
			open = true
		}
		g := &groups[len(groups)-1]
		if line.Kind == diff.Added {
			if len(g.added) == 0 {
				g.at = line.New
			}
			g.added, next = append(g.added, line), line.New+1
		} else {
			g.removed = append(g.removed, line)
		}
	}
	return groups
}

// edit takes one run back, where the present file still has its lines.
func (g group) edit(tree *language.Tree) (language.Edit, bool) {
	start, _, ok := tree.Span(g.at)
	if !ok {
		start = len(tree.Source)
	}
	end := start
	for _, line := range g.added {
		if strings.TrimRight(line.Text, "\r\n") != tree.Line(line.New) {
			return language.Edit{}, false
		}
		_, end, _ = tree.Span(line.New)
	}
	var old bytes.Buffer
	for _, line := range g.removed {
		old.WriteString(strings.TrimRight(line.Text, "\r\n") + tree.LineEnd())
	}
	return language.Edit{Path: g.path, Start: start, End: end, Text: old.String()}, true
}

// takeBack undoes a whole change of one file.
func takeBack(tree *language.Tree, c diff.FileChange) ([]byte, bool) {
	var edits []language.Edit
	for _, g := range groupsOf(c) {
		edit, ok := g.edit(tree)
		if !ok {
			return nil, false
		}
		edits = append(edits, edit)
	}
	return splice(tree.Source, edits)
}

// revert proposes the inverse of the guilty commit's changes that touch the functions of the trace: each run of lines by
// itself, and all of one function together.
func (b *workbench) revert(scene *language.Scene, in Input) {
	changes, err := diff.Parse(in.Change)
	if err != nil || in.Blame.Commit == nil {
		return
	}
	by := "revert:" + in.Blame.Commit.SHA
	for _, c := range changes {
		tree, err := b.program.Tree(c.Path)
		if c.New || c.Deleted || c.Renamed || err != nil {
			continue
		}
		for _, step := range scene.Steps {
			if step.Func != nil && step.Func.Path == c.Path {
				b.revertIn(by, tree, step, groupsOf(c), in.Blame.Commit)
			}
		}
	}
}

func (b *workbench) revertIn(by string, tree *language.Tree, step language.Step, groups []group, commit *heald.Commit) {
	var all []language.Edit
	for _, g := range groups {
		edit, ok := g.edit(tree)
		if !ok || g.at < step.Func.Node.Line || g.at > step.Func.Node.EndLine+1 {
			continue
		}
		all = append(all, edit)
		b.add(by, inverse(commit, step, []language.Edit{edit}, g.weight(step)))
	}
	if len(all) > 1 {
		b.add(by, inverse(commit, step, slices.Clone(all), 0.4))
	}
}

// weight says how sure it is that a run was the mistake: lines that the commit took away are asked for back; lines that it
// put in the place of others at the crash are less sure; lines that it only added are its purpose.
func (g group) weight(step language.Step) float64 {
	atCrash := g.at <= step.Node.EndLine+1 && g.at+len(g.added) >= step.Node.Line
	switch {
	case len(g.added) == 0:
		return 0.65
	case len(g.removed) > 0 && atCrash && len(g.added) <= 2:
		return 0.55
	case len(g.removed) > 0:
		return 0.4
	}
	return 0.15
}

// meantScore is how sure it is that a commit is to be taken back that says it takes something away on purpose.
const meantScore = 0.4

func inverse(commit *heald.Commit, step language.Step, edits []language.Edit, score float64) language.Proposal {
	if wording.Stricter(commit.Subject) {
		score = min(score, meantScore)
	}
	sha := commit.SHA[:min(len(commit.SHA), 10)]
	return language.Proposal{
		Edits: edits, Score: score, Value: "as before " + sha, Why: "take back what " + sha + " changed in " + step.Func.Qualified,
		Evidence: []heald.Evidence{{Source: "history", Path: step.Func.Path, Line: step.Node.Line, Quote: commit.Subject, Says: "the crash came with this commit", Weight: score}},
	}
}
