package repair

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
)

// maxPlaces bounds how many places besides the crash are tried.
const maxPlaces = 4

// scenesOf sets the stage for the templates: the crash first, then the other places that the diagnosis names.
func scenesOf(program *language.Program, in Input) []*language.Scene {
	steps := stepsOf(program, in.Diagnosis)
	if len(steps) == 0 {
		return nil
	}
	crash := steps[len(steps)-1]
	first := &language.Scene{
		Program: program, Incident: in.Incident, Diagnosis: in.Diagnosis,
		Function: crash.Func, Failing: crash.Node, Steps: steps,
	}
	scenes := []*language.Scene{first}
	for i := len(steps) - 2; i >= 0 && len(scenes) <= maxPlaces; i-- {
		outer := *first
		outer.Function, outer.Failing, outer.Steps = steps[i].Func, steps[i].Node, steps[:i+1]
		if named(in.Diagnosis.Places, outer.Failing) {
			scenes = append(scenes, &outer)
		}
	}
	return scenes
}

// named says whether the diagnosis holds a place on the node's lines to be wrong.
func named(places []heald.Place, n *language.Node) bool {
	for _, p := range places {
		if p.Path == n.Tree().Path && p.Line >= n.Line && p.Line <= n.EndLine {
			return true
		}
	}
	return false
}

// stepsOf finds the trace's frames in the tree. Frames that were not verified end the search inward: nothing is edited there.
func stepsOf(program *language.Program, d heald.Diagnosis) []language.Step {
	var steps []language.Step
	for i, site := range d.Sites {
		if site.Match == heald.MatchUnverified {
			if i == len(d.Sites)-1 {
				return nil
			}
			continue
		}
		tree, err := program.Tree(site.Path)
		if err != nil || tree.Broken {
			continue
		}
		node := nodeOf(tree, site)
		if node == nil {
			continue
		}
		steps = append(steps, language.Step{Func: program.FuncOf(node.Up(language.Function)), Node: node})
	}
	return steps
}

// nodeOf is the failing expression of a site, or the statement on its line.
func nodeOf(tree *language.Tree, site heald.Site) *language.Node {
	if site.End > site.Start && site.End <= len(tree.Source) {
		return tree.At(site.Start, site.End)
	}
	start, end, ok := tree.Span(site.Line)
	if !ok {
		return nil
	}
	line := string(tree.Source[start:end])
	start += len(line) - len(strings.TrimLeft(line, " \t"))
	node := tree.At(start, start+1)
	stmt := node.Statement()
	if stmt == nil || stmt.Is(language.File) {
		return nil
	}
	return stmt
}

// before returns the files that the guilty commit changed as they were before it, as far as that can be told, parsed.
func before(program *language.Program, change string) []*language.Tree {
	changes, err := diff.Parse(change)
	if err != nil {
		return nil
	}
	var trees []*language.Tree
	for _, c := range changes {
		now, err := program.Tree(c.Path)
		if err != nil || c.New || c.Deleted || c.Renamed || !program.Has(c.Path) {
			continue
		}
		content, ok := takeBack(now, c)
		if !ok {
			continue
		}
		if tree, err := program.Support.Parse(c.Path, content); err == nil && !tree.Broken {
			trees = append(trees, tree)
		}
	}
	return trees
}

// sample is the reproduction's test, parsed, or nil.
func sample(program *language.Program, in Input) *language.Tree {
	if in.Reproduction.Test == "" {
		return nil
	}
	tree, err := program.Support.Parse("reproduction", []byte(in.Reproduction.Test))
	if err != nil || tree.Broken {
		return nil
	}
	return tree
}

// renamed reads which names the guilty commit gave up for which others.
func renamed(program *language.Program, old []*language.Tree) map[string]string {
	names := map[string]string{}
	for _, tree := range old {
		now, err := program.Tree(tree.Path)
		if err != nil {
			continue
		}
		for _, c := range language.Changes(tree, now) {
			if c.Verb != language.Replaced || c.Before.Kind != c.After.Kind {
				continue
			}
			if was, is := nameOf(c.Before), nameOf(c.After); was != "" && is != "" && was != is {
				names[was] = is
			}
		}
	}
	return names
}

func nameOf(n *language.Node) string {
	if n.Is(language.String) {
		return language.Unquote(n.Text())
	}
	return n.Name
}
