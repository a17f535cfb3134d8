package donor

import (
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weight of a sibling that takes the rest of the parts too and hands it on to the same function.
const weighRest = 0.78

// rests takes the rest of the parts too, as the sibling does that unpacks into the same names, and hands it on as the sibling does.
func rests(scene *language.Scene) []language.Proposal {
	fn, left := scene.Failing.Up(language.Function), takenApart(scene)
	if fn == nil || left == nil {
		return nil
	}
	var found []language.Proposal
	for _, other := range fn.Tree().Root.All(language.Assign) {
		theirs, rest := other.Child(language.RoleLeft), (*language.Node)(nil)
		if kin(other.Up(language.Function), fn) > 0 && other.Up(language.Class) == fn.Up(language.Class) {
			rest = restOf(theirs, left)
		}
		if rest == nil || local(fn, strings.TrimLeft(rest.Text(), "*")) {
			continue
		}
		if edits, site := handedOn(fn, other, rest, left); site != nil {
			found = append(found, language.Proposal{
				Edits: append(edits, atEnd(left.Children[len(left.Children)-1], rest.Text())), Value: "with " + rest.Text(), Score: weighRest,
				Why:      "a sibling takes the rest too and hands it on",
				Evidence: []heald.Evidence{language.Cite("sibling", other, "the same names and the rest", weighRest), language.Cite("sibling", site, "the rest is handed on", weighRest)},
			})
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// takenApart is the targets of the unpacking that fails, where none takes the rest.
func takenApart(scene *language.Scene) *language.Node {
	assign := scene.Failing.Statement()
	if assign.Is(language.ExprStmt) {
		assign = assign.Child(language.RoleValue)
	}
	left := assign.Child(language.RoleLeft)
	if scene.Diagnosis.Class != "unpack_mismatch" || !assign.Is(language.Assign) || !left.Is(language.Tuple) || len(left.All(language.Splat)) > 0 {
		return nil
	}
	return left
}

// restOf is the starred last target of an unpacking whose other targets are the same.
func restOf(theirs, mine *language.Node) *language.Node {
	n := len(mine.Children)
	if !theirs.Is(language.Tuple, language.List) || len(theirs.Children) != n+1 || !theirs.Children[n].Is(language.Splat) {
		return nil
	}
	for i, target := range mine.Children {
		if theirs.Children[i].Text() != target.Text() {
			return nil
		}
	}
	return theirs.Children[n]
}

// handedOn gives the rest to each call that the sibling makes with the same arguments and the rest as the last.
func handedOn(fn, other, rest, left *language.Node) (edits []language.Edit, site *language.Node) {
	theirs := handing(other, rest)
	for _, call := range fn.All(language.Call) {
		args := call.Child(language.RoleArgs)
		if !args.Is(language.Args) || len(args.Children) == 0 || call.Start < left.Start {
			continue
		}
		if like := theirs[strings.Join(written(call, args.Children), ",")]; like != nil {
			site = like
			edits = append(edits, atEnd(args.Children[len(args.Children)-1], rest.Text()))
		}
	}
	return edits, site
}

// handing are the sibling's calls that give the rest as the last argument, by what they give before it.
func handing(other, rest *language.Node) map[string]*language.Node {
	theirs := map[string]*language.Node{}
	for _, call := range other.Up(language.Function).All(language.Call) {
		args := call.Child(language.RoleArgs)
		if !args.Is(language.Args) || len(args.Children) < 2 {
			continue
		}
		last := args.Children[len(args.Children)-1]
		if last.Is(language.Splat) && last.Text() == rest.Text() {
			theirs[strings.Join(written(call, args.Children[:len(args.Children)-1]), ",")] = call
		}
	}
	return theirs
}

// written is the callee and the arguments of a call as they are written.
func written(call *language.Node, args []*language.Node) []string {
	all := []string{call.Child(language.RoleCallee).Text()}
	for _, a := range args {
		all = append(all, a.Text())
	}
	return all
}

func atEnd(n *language.Node, text string) language.Edit {
	return language.Edit{Path: n.Tree().Path, Start: n.End, End: n.End, Text: ", " + text}
}
