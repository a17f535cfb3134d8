package naming

import (
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// likeLoop is how sure a like loop's start is by itself: whether the two ask for the same is left to evidence.
const likeLoop = 0.55

// FirstValue starts a variable that a loop sets as another loop over the same elements starts its own: with the element before the first,
// for instance. Where the loops take different parts of an element, so do the starts.
func FirstValue(scene *language.Scene) []language.Proposal {
	name := missingName(scene)
	if scene.Function == nil || name == "" {
		return nil
	}
	fn := scene.Function.Node
	var found []language.Proposal
	for _, d := range language.Definitions(fn, name) {
		loop := d.Stmt.Up(language.For, language.Function)
		if !loop.Is(language.For) || loop.Parent != fn.Child(language.RoleBody) || !d.Value.Is(language.Name) {
			continue
		}
		found = append(found, asOthersStart(scene, loop, name, d.Value.Name)...)
	}
	return writing.Unique(found)
}

// asOthersStart starts a variable before its loop as the file's other functions start theirs.
func asOthersStart(scene *language.Scene, loop *language.Node, name, part string) []language.Proposal {
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if f.Test || f == scene.Function || f.Path != scene.Function.Path {
			continue
		}
		if value, at := startedAs(f.Node, loop, part); value != "" {
			found = append(found, language.Proposal{
				Edits: writing.Before(loop, name+" = "+value), Value: value, Score: likeLoop, Why: f.Qualified + " goes through the same and starts from " + at.Text(),
				Evidence: []heald.Evidence{language.Cite("sibling", at, "a like loop starts so", likeLoop)},
			})
		}
	}
	return found
}

// startedAs is what a variable starts from that a loop of fn over the same elements sets, written for the part of the element that
// ours takes.
func startedAs(fn, ours *language.Node, part string) (string, *language.Node) {
	for _, loop := range fn.All(language.For) {
		if loop.Child(language.RoleRight).Text() != ours.Child(language.RoleRight).Text() {
			continue
		}
		for _, a := range loop.All(language.Assign) {
			set := a.Child(language.RoleLeft)
			if !set.Is(language.Name) || !a.Child(language.RoleRight).Is(language.Name) {
				continue
			}
			start := before(fn, loop, set.Name)
			mine, known := place(ours, part)
			theirs, same := place(loop, a.Child(language.RoleRight).Name)
			if start == nil || !known || !same {
				continue
			}
			if text := started(start, theirs, mine); text != "" {
				return text, start
			}
		}
	}
	return "", nil
}

// before is what a variable gets in the same block before a loop, or nil.
func before(fn, loop *language.Node, name string) *language.Node {
	for _, d := range language.Definitions(fn, name) {
		if d.Value != nil && d.Stmt.Parent == loop.Parent && d.Stmt.End <= loop.Start {
			return d.Value
		}
	}
	return nil
}

// place says which part of a loop's element a variable is: "" for all of it, "[1]" for its second.
func place(loop *language.Node, name string) (string, bool) {
	target := loop.Child(language.RoleLeft)
	if target.Text() == name {
		return "", true
	}
	if !target.Is(language.Tuple, language.List) {
		return "", false
	}
	for i, n := range target.Children {
		if n.Text() == name {
			return fmt.Sprintf("[%d]", i), true
		}
	}
	return "", false
}

// started writes a start for another part of the element. A constant is the start of its own part only.
func started(start *language.Node, theirs, mine string) string {
	text := start.Text()
	switch {
	case theirs == mine:
		return text
	case theirs == "" && start.Is(language.Index):
		return text + mine
	case strings.HasSuffix(text, theirs) && start.Is(language.Index) && theirs != "":
		return strings.TrimSuffix(text, theirs) + mine
	}
	return ""
}
