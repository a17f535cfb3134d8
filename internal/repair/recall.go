package repair

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
)

// recalledWeight is how much a fix speaks for itself that was promoted for the same lines: enough alone, since a person and a canary
// judged it, and no more than what the code itself states.
const recalledWeight = 0.75

// recall proposes the fixes that were promoted before, where a function of the trace has the very lines that they changed. Each is
// judged like any other candidate.
func (b *workbench) recall(scene *language.Scene, lessons []heald.Lesson) {
	for _, lesson := range lessons {
		changes, err := diff.Parse(lesson.Diff)
		if lesson.Ending != heald.EndPromoted || err != nil || len(changes) != 1 {
			continue // a fix of several files belongs to its repository's shape
		}
		for _, step := range scene.Steps {
			if step.Func == nil {
				continue
			}
			tree, err := b.program.Tree(step.Func.Path)
			if err != nil {
				continue
			}
			if edits := again(tree, step.Func.Node, groupsOf(changes[0]), changes[0]); len(edits) > 0 {
				b.remember(lesson, step, edits)
			}
		}
	}
}

func (b *workbench) remember(lesson heald.Lesson, step language.Step, edits []language.Edit) {
	files, ok := b.apply(edits)
	if !ok {
		return
	}
	proof := heald.Evidence{
		Source: "lesson", Path: step.Func.Path, Line: step.Node.Line, Quote: lesson.Why,
		Says: "the same change was promoted in case " + lesson.ID, Weight: recalledWeight,
	}
	p := language.Proposal{Score: recalledWeight, Value: "as in case " + lesson.ID, Why: "as in case " + lesson.ID + ": " + lesson.Why, Evidence: []heald.Evidence{proof}}
	if i, seen := b.index[identify(files)]; seen {
		known := b.found[i]
		p.Value, p.Why, p.Evidence = known.Value, known.Why, append([]heald.Evidence{proof}, known.Evidence...)
		p.Score = max(p.Score, known.Score)
		b.found[i].Score = 0 // the same patch, better founded
	}
	b.keep("lesson:"+lesson.ID, p, files)
}

// again makes a lesson's runs of changed lines in a function that has the lines they replaced, with the function's own indentation.
// It is all of them or nothing.
func again(tree *language.Tree, function *language.Node, groups []group, change diff.FileChange) []language.Edit {
	var edits []language.Edit
	for _, g := range groups {
		anchor, inserts := linesBefore(g, change)
		at, ok := standsAt(tree, function, anchor)
		if !ok {
			return nil
		}
		edits = append(edits, rewritten(tree, at, anchor, g.added, inserts))
	}
	return edits
}

// linesBefore are the lines that a run replaced; of one that only adds, the line that it was put before.
func linesBefore(g group, change diff.FileChange) (lines []string, inserts bool) {
	for _, line := range g.removed {
		lines = append(lines, strings.TrimRight(line.Text, "\r\n"))
	}
	if len(lines) > 0 || len(g.added) == 0 {
		return lines, false
	}
	last := g.added[len(g.added)-1].New
	for _, line := range change.Lines {
		if line.Kind == diff.Kept && line.New == last+1 {
			return []string{strings.TrimRight(line.Text, "\r\n")}, true
		}
	}
	return nil, true
}

// standsAt finds the only place in a function where lines stand, whatever their indentation.
func standsAt(tree *language.Tree, function *language.Node, lines []string) (first int, ok bool) {
	if len(lines) == 0 {
		return 0, false
	}
	for number := function.Line; number+len(lines)-1 <= function.EndLine; number++ {
		same := true
		for i, line := range lines {
			same = same && strings.TrimSpace(tree.Line(number+i)) == strings.TrimSpace(line)
		}
		if same && first > 0 {
			return 0, false
		}
		if same {
			first = number
		}
	}
	return first, first > 0
}

func rewritten(tree *language.Tree, at int, anchor []string, added []diff.Line, inserts bool) language.Edit {
	start, _, _ := tree.Span(at)
	end := start
	if !inserts {
		_, end, _ = tree.Span(at + len(anchor) - 1)
	}
	there, was := indentation(tree.Line(at)), indentation(anchor[0])
	var text strings.Builder
	for _, line := range added {
		body := strings.TrimRight(line.Text, "\r\n")
		if rest, ok := strings.CutPrefix(body, was); ok && strings.TrimSpace(body) != "" {
			body = there + rest
		}
		text.WriteString(body + tree.LineEnd())
	}
	return language.Edit{Path: tree.Path, Start: start, End: end, Text: text.String()}
}

func indentation(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }
