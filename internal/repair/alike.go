package repair

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// alikeCalls makes the calls of the trace as the repository's other callers make them: with the argument in their form, and
// with the arguments that they give and this one does not.
func alikeCalls(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for i := len(scene.Steps) - 1; i >= 0 && i >= len(scene.Steps)-4; i-- {
		scene.Steps[i].Node.Walk(func(n *language.Node) bool {
			if n.Is(language.Call) && n.Child(language.RoleArgs) != nil {
				found = append(found, alikeCall(scene, n)...)
			}
			return !n.Is(language.Block)
		})
	}
	return found
}

// form is one way in which others write a part of the call.
type form struct {
	edit  language.Edit
	sites []*language.Node
	exact int // sites whose other arguments are the same
}

func alikeCall(scene *language.Scene, n *language.Node) []language.Proposal {
	name := n.Child(language.RoleCallee).Last()
	forms := map[string]*form{}
	total := 0
	for _, site := range scene.Program.Calls(name) {
		if site.Test || site.Node == n || site.Node.Child(language.RoleArgs) == nil || site.Node.Child(language.RoleCallee).Kind != n.Child(language.RoleCallee).Kind {
			continue
		}
		total++
		for _, e := range differences(n, site.Node) {
			key := fmt.Sprint(e.Start, e.Text)
			if forms[key] == nil {
				forms[key] = &form{edit: e}
			}
			forms[key].sites = append(forms[key].sites, site.Node)
			if first(n) != "" && first(n) == first(site.Node) || composed(n) != "" && composed(n) == composed(site.Node) {
				forms[key].exact++
			}
		}
	}
	ours := len(scene.Program.Named(name))+len(scene.Program.Classes(name)) > 0
	var found []language.Proposal
	for _, key := range slices.Sorted(maps.Keys(forms)) {
		f := forms[key]
		score := weigh(f, total, ours)
		found = append(found, language.Proposal{
			Edits: []language.Edit{f.edit}, Value: "call with " + f.edit.Text, Score: score,
			Why:      fmt.Sprintf("%d of %d other calls of %s are made so: %s", len(f.sites), total, name, strings.TrimLeft(f.edit.Text, ", ")),
			Evidence: []heald.Evidence{language.Cite("callers", f.sites[0], "another call is made so", score)},
		})
	}
	return found
}

// weigh says how much the other callers count: all of them more than some, calls of the repository's own functions more.
func weigh(f *form, total int, ours bool) float64 {
	score := 0.2 + 0.3*float64(len(f.sites))/float64(total)
	if ours {
		score += 0.1
	}
	if len(f.sites) > 1 {
		score += 0.1
	}
	if f.exact > 0 {
		score += 0.15
	}
	return min(score, 0.85)
}

// first is the literal first argument of a call, or "".
func first(call *language.Node) string {
	args := call.Child(language.RoleArgs).Children
	if len(args) > 0 && args[0].Is(language.String, language.Number) {
		return args[0].Text()
	}
	return ""
}

// composed is the first argument of a call where it is put together there, or "".
func composed(call *language.Node) string {
	args := call.Child(language.RoleArgs).Children
	if len(args) > 0 && args[0].Is(language.Dict, language.List, language.Tuple, language.Binary, language.Call) && len(args[0].Children) > 1 {
		return strings.Join(strings.Fields(args[0].Text()), " ")
	}
	return ""
}

// differences lists the edits that would make a call like another.
func differences(mine, theirs *language.Node) []language.Edit {
	var found []language.Edit
	a, b := mine.Child(language.RoleArgs), theirs.Child(language.RoleArgs)
	for i, arg := range a.Children {
		if i < len(b.Children) && !arg.Is(language.KeywordArg, language.Splat) && !b.Children[i].Is(language.KeywordArg, language.Splat) {
			if text := reshaped(arg, b.Children[i]); text != "" {
				found = append(found, language.Edit{Path: arg.Tree().Path, Start: arg.Start, End: arg.End, Text: text})
			}
		}
	}
	if tail := tailOf(theirs); tail != "" && tailOf(mine) == "" {
		found = append(found, language.Edit{Path: a.Tree().Path, Start: mine.End, End: mine.End, Text: tail})
	}
	end := a.End - 1
	separator := ""
	if len(a.Children) > 0 {
		end, separator = a.Children[len(a.Children)-1].End, ", "
	}
	for i, arg := range b.Children {
		missing := arg.Is(language.KeywordArg) && !hasKeyword(a, arg.Name) || !arg.Is(language.KeywordArg, language.Splat) && i == len(a.Children)
		if missing && constant(arg) {
			found = append(found, language.Edit{Path: a.Tree().Path, Start: end, End: end, Text: separator + arg.Text()})
		}
	}
	return found
}

// tailOf is the constant subscript that is taken of a call's result: load(…)["items"].
func tailOf(call *language.Node) string {
	p := call.Parent
	if p.Is(language.Index) && call.Role == language.RoleObject && p.Child(language.RoleKey).Is(language.String, language.Number) {
		return p.Text()[call.End-p.Start:]
	}
	return ""
}

func hasKeyword(args *language.Node, name string) bool {
	for _, arg := range args.Children {
		if arg.Is(language.KeywordArg) && arg.Name == name {
			return true
		}
	}
	return false
}

// constant says whether an argument means the same everywhere: literals, and the names of types and functions that need no import.
func constant(arg *language.Node) bool {
	value := arg
	if arg.Is(language.KeywordArg) {
		value = arg.Children[len(arg.Children)-1]
	}
	return value.Is(language.String, language.Number, language.Bool, language.None) || value.Is(language.Name) && arg.Is(language.KeywordArg) && value.Name == strings.ToLower(value.Name) && len(value.Name) <= 6
}

// reshaped writes an argument in the form of another whose innermost variable has the same name: req becomes req.session, rows
// becomes list(rows).
func reshaped(mine, theirs *language.Node) string {
	if !mine.Is(language.Name) || theirs.Is(language.Name, language.String, language.Number) || theirs.Line != theirs.EndLine {
		return ""
	}
	names := theirs.All(language.Name)
	count, at := 0, (*language.Node)(nil)
	for _, n := range names {
		if n.Role == language.RoleName || n.Role == language.RoleCallee {
			continue
		}
		count++
		at = n
	}
	if count != 1 || at.Name != mine.Name {
		return ""
	}
	return theirs.Text()
}
