package repair

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/evidence"
)

// Bounds of one candidate and of their number.
const (
	maxLines      = 20
	maxCandidates = 400
	maxAnswers    = 6
)

// workbench collects candidates; equal results are one candidate.
type workbench struct {
	program *language.Program
	earlier map[string]bool
	found   []heald.Patch
	index   map[string]int
}

// fill makes candidates of proposals, filling holes with what the evidence answers.
func (b *workbench) fill(base *evidence.Base, by string, proposals []language.Proposal) {
	for _, p := range proposals {
		if p.Hole == nil {
			b.add(by, p)
			continue
		}
		for i, answer := range base.Answers(p.Hole) {
			if i == maxAnswers {
				break
			}
			b.add(by, base.Complete(filled(p, answer), answer))
		}
	}
}

// filled is a shape with one value in its hole. The evidence decides; how plausible the shape is by itself only orders what is
// otherwise equal, and writing it as the repository does counts for it.
func filled(p language.Proposal, answer evidence.Answer) language.Proposal {
	made := language.Proposal{
		Edits: p.Hole.Fill(answer.Value), Value: meaning(p.Hole, answer.Value), Why: "where " + holds(p.Hole) + ", " + says(p.Hole.Effect, answer.Value),
		Evidence: answer.Evidence, Score: answer.Score,
	}
	made.Score += p.Score / 100
	if p.Hole.Form != "" && answer.Form == p.Hole.Form {
		made.Score += 0.01
	}
	made.Score = min(made.Score, 0.99)
	return made
}

// meaning names what the code does where it crashed, equal for shapes that do the same.
func meaning(h *language.Hole, value string) string {
	switch h.Effect {
	case language.Yields:
		if h.At.Parent.Is(language.Return) || h.Whole {
			return "return " + value
		}
		return value
	case language.Returns:
		return "return " + value
	case language.Raises:
		return "raise " + value
	case language.Orders:
		return value
	}
	return string(h.Effect)
}

// holds names the special case that a hole is about, for a person.
func holds(h *language.Hole) string {
	subject := "`" + strings.Join(strings.Fields(h.Subject.Text()), " ") + "`"
	switch h.When {
	case language.Zero:
		return subject + " is zero"
	case language.Null:
		return subject + " is null"
	case language.Missing:
		if len(h.Keys) > 0 {
			return subject + " has no `" + h.Keys[0] + "`"
		}
		return subject + " has no such key"
	case language.Short:
		return subject + " is too short"
	case language.Unset:
		return subject + " was never set"
	case language.Malformed:
		return subject + " cannot be read"
	}
	return subject + " is empty"
}

func says(effect language.Effect, value string) string {
	switch effect {
	case language.Yields:
		return "`" + value + "` stands in"
	case language.Returns:
		return "the result is `" + value + "`"
	case language.Skips:
		return "the element is left out"
	case language.Stops:
		return "the loop ends"
	case language.Orders:
		return "the element comes " + value
	}
	return "`" + value + "` is raised, as the caller's error"
}

// add makes a candidate of edits, unless they cannot be applied, break the syntax or change too much.
func (b *workbench) add(by string, p language.Proposal) {
	if len(p.Edits) == 0 || len(b.found) >= maxCandidates {
		return
	}
	files, ok := b.apply(p.Edits)
	if !ok {
		return
	}
	b.keep(by, p, files)
}

func (b *workbench) keep(by string, p language.Proposal, files []heald.FileEdit) {
	patch := heald.Patch{
		Edits: files, Diff: diff.Unified(files), Why: p.Why, By: by, Score: p.Score, Value: p.Value, Evidence: p.Evidence, ID: identify(files),
	}
	for _, f := range files {
		patch.Files = append(patch.Files, f.Path)
	}
	patch.Lines = changedLines(patch.Diff)
	if patch.Diff == "" || patch.Lines > maxLines || b.earlier[patch.ID] {
		return
	}
	if b.index == nil {
		b.index = map[string]int{}
	}
	if i, seen := b.index[patch.ID]; seen {
		if patch.Score > b.found[i].Score {
			b.found[i] = patch
		}
		return
	}
	b.index[patch.ID] = len(b.found)
	b.found = append(b.found, patch)
}

// apply carries out edits file by file. Overlapping edits and results with syntax errors are refused.
func (b *workbench) apply(edits []language.Edit) ([]heald.FileEdit, bool) {
	byPath := map[string][]language.Edit{}
	var paths []string
	for _, e := range edits {
		if _, seen := byPath[e.Path]; !seen {
			paths = append(paths, e.Path)
		}
		byPath[e.Path] = append(byPath[e.Path], e)
	}
	slices.Sort(paths)
	var files []heald.FileEdit
	for _, path := range paths {
		before, err := b.program.Read(path)
		if err != nil || b.program.Support.IsTest(path) {
			return nil, false
		}
		after, ok := splice(before, byPath[path])
		if !ok {
			return nil, false
		}
		if tree, err := b.program.Support.Parse(path, after); err != nil || tree.Broken {
			return nil, false
		}
		files = append(files, heald.FileEdit{Path: path, Before: before, After: after})
	}
	return files, true
}

// splice applies the edits of one file.
func splice(source []byte, edits []language.Edit) ([]byte, bool) {
	slices.SortStableFunc(edits, func(a, b language.Edit) int { return a.Start - b.Start })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(source) {
			return nil, false
		}
		out.Write(source[at:e.Start])
		out.WriteString(e.Text)
		at = e.End
	}
	out.Write(source[at:])
	return out.Bytes(), true
}

// identify is a hash of the resulting files.
func identify(files []heald.FileEdit) string {
	sum := sha256.New()
	for _, f := range files {
		sum.Write([]byte(f.Path))
		sum.Write([]byte{0})
		content := sha256.Sum256(f.After)
		sum.Write(content[:])
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

func changedLines(diff string) int {
	count := 0
	for _, line := range strings.Split(diff, "\n") {
		if strings.HasPrefix(line, "+") && !strings.HasPrefix(line, "+++ ") || strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "--- ") {
			count++
		}
	}
	return count
}

// ranked returns the candidates, best first.
func (b *workbench) ranked() []heald.Patch {
	slices.SortFunc(b.found, better)
	return b.found
}
