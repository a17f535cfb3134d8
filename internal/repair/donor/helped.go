package donor

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of a helper that reads the same field, but for every case.
const (
	weighHelper     = 0.68 // others read it so
	weighHelperKin  = 0.76 // a sibling does
	maxHelperParams = 1
)

// helped reads a field through the function that siblings read it through: one that looks first which form the data has.
func helped(scene *language.Scene) []language.Proposal {
	look := scene.Failing.Bare()
	if !look.Is(language.Index, language.Attribute) || look.Last() == "" || look.Is(language.Index) && !look.Child(language.RoleKey).Is(language.String) {
		return nil
	}
	var found []language.Proposal
	for _, f := range scene.Program.Funcs() {
		if param := reads(f, look); param != "" && f != scene.Function {
			found = append(found, throughHelper(scene, f, look, param)...)
		}
	}
	return found
}

// throughHelper reads what the look-up reads through a function that siblings use.
func throughHelper(scene *language.Scene, f *language.Func, look *language.Node, param string) []language.Proposal {
	site, weight := usedBy(scene, f, look)
	callee, imports, ok := calledFrom(scene, f, look)
	if site == nil || !ok {
		return nil
	}
	for _, r := range results(f.Node) {
		p := through(look, r, param, callee, site)
		if p == nil {
			continue
		}
		p.Edits, p.Score = append(p.Edits, imports...), weight
		p.Why = f.Qualified + " reads " + look.Last() + " for every case; others go through it"
		p.Evidence = []heald.Evidence{language.Cite("sibling", site.Statement(), "the same is read so", weight), language.Cite("code", f.Node, "it looks which form there is", weight)}
		return []language.Proposal{*p}
	}
	return nil
}

// reads says as which parameter a function of one value is given what the look-up reads of, where it reads the same of it in one of
// several cases.
func reads(f *language.Func, look *language.Node) string {
	params := slices.DeleteFunc(language.Parameters(f.Node), func(p language.Parameter) bool {
		return p.Name == language.Receiver(f.Node) || p.Default != nil
	})
	if f.Test || len(params) != maxHelperParams || params[0].Splat || look.Within(f.Node) {
		return ""
	}
	name := params[0].Name
	for _, n := range f.Node.All(look.Kind) {
		if n.Last() == look.Last() && n.Child(language.RoleObject).Text() == name && oneCase(f.Node, n) {
			return name
		}
	}
	return ""
}

// oneCase says whether an expression is evaluated in one of several cases only: in a branch, or when the other cases have returned.
func oneCase(fn, n *language.Node) bool {
	if n.Up(language.If, language.Conditional, language.Try, language.Logical, language.Function) != fn {
		return true
	}
	return slices.ContainsFunc(fn.Body(), func(s *language.Node) bool {
		return s.Is(language.If) && s.End <= n.Start && len(s.All(language.Return)) > 0
	})
}

// usedBy is the call of a helper that speaks most for it, by the siblings of the function that crashed first.
func usedBy(scene *language.Scene, f *language.Func, look *language.Node) (*language.Node, float64) {
	var best *language.Node
	weight := 0.0
	for _, site := range scene.Program.Calls(f.Node.Name) {
		if site.Test || site.In == nil || site.Node.Within(f.Node) || site.Node.Up(language.Function) == look.Up(language.Function) {
			continue
		}
		w := weighHelper
		if kin(site.Node.Up(language.Function), look.Up(language.Function)) >= 0.8 {
			w = weighHelperKin
		}
		if w > weight {
			best, weight = site.Node, w
		}
	}
	return best, weight
}

// calledFrom is how a function is called from where a node stands, with the import that it needs.
func calledFrom(scene *language.Scene, f *language.Func, n *language.Node) (string, []language.Edit, bool) {
	name := f.Node.Name
	switch {
	case f.Class != "":
		receiver := language.Receiver(n.Up(language.Function))
		return receiver + "." + name, nil, receiver != "" && f.Node.Up(language.Class) == n.Up(language.Class) && language.Receiver(f.Node) != ""
	case f.Node.Parent.Up(language.Function) != nil || local(n.Up(language.Function), name):
		return "", nil, false
	case n.Tree().Defines(name):
		return name, nil, true
	}
	imports := imported(scene, name, n)
	return name, imports, imports != nil
}

// result is what one return gives: the expressions that each of its parts stands for.
type result struct {
	tuple bool
	parts [][]*language.Node
}

// results reads the returns of a function; a variable stands for what it is given.
func results(fn *language.Node) []result {
	var found []result
	for _, r := range fn.All(language.Return) {
		value := r.Child(language.RoleValue).Bare()
		if value == nil {
			continue
		}
		one := result{tuple: value.Is(language.Tuple)}
		parts := []*language.Node{value}
		if one.tuple {
			parts = value.Children
		}
		for _, p := range parts {
			one.parts = append(one.parts, standsFor(fn, p.Bare()))
		}
		found = append(found, one)
	}
	return found
}

func standsFor(fn, n *language.Node) []*language.Node {
	found := []*language.Node{n}
	if n.Is(language.Conditional) {
		found = append(found, n.Child(language.RoleThen).Bare(), n.Child(language.RoleElse).Bare())
	}
	if n.Is(language.Name) {
		for _, d := range language.Definitions(fn, n.Name) {
			if d.Value != nil {
				found = append(found, d.Value.Bare())
			}
		}
	}
	return found
}

// through replaces what is read by hand by what the helper gives: the whole of it, or one part of several.
func through(look *language.Node, r result, param, callee string, site *language.Node) *language.Proposal {
	object := look.Child(language.RoleObject).Text()
	stmt := look.Statement()
	for i, part := range r.parts {
		for _, theirs := range part {
			target := corresponding(look, stmt, theirs, param, object)
			switch {
			case target == nil:
			case !r.tuple:
				return &language.Proposal{Edits: []language.Edit{language.Replace(target, callee+"("+object+")")}, Value: "through " + callee}
			default:
				return unpacked(target, stmt, r, i, callee+"("+object+")", site)
			}
		}
	}
	return nil
}

// corresponding is the expression at or around a look-up that says what the helper's says, or nil.
func corresponding(look, stmt, theirs *language.Node, param, object string) *language.Node {
	for n := look; n != nil && n != stmt; n = n.Parent {
		if n.Kind == theirs.Kind && n.Text() == renamed(theirs, param, object) {
			return n
		}
	}
	return nil
}

// renamed is an expression's text with one variable called otherwise.
func renamed(n *language.Node, from, to string) string {
	var text strings.Builder
	at := n.Start
	for _, m := range n.All(language.Name) {
		if m.Name == from && m.Role != language.RoleName {
			text.Write(n.Tree().Source[at:m.Start])
			text.WriteString(to)
			at = m.End
		}
	}
	text.Write(n.Tree().Source[at:n.End])
	return text.String()
}

// beside replaces a constant that stands beside the target by what the helper gives for it.
func beside(stmt, target, part *language.Node, name string) []language.Edit {
	var edits []language.Edit
	for _, n := range stmt.All(part.Kind) {
		if n.Text() == part.Text() && !n.Within(target) && n.Parent.Is(language.Args, language.KeywordArg, language.Tuple, language.List, language.Pair) {
			edits = append(edits, language.Replace(n, name))
		}
	}
	return edits
}

// unpacked writes the sibling's statement first and uses its variables: for the part that failed, and for the constants of the same
// return that the statement has beside it.
func unpacked(target, stmt *language.Node, r result, at int, call string, site *language.Node) *language.Proposal {
	assign := site.Parent
	left := assign.Child(language.RoleLeft)
	inner := target.Up(language.Comprehension, language.Lambda, language.Function).Is(language.Comprehension, language.Lambda)
	if inner || !assign.Is(language.Assign) || !left.Is(language.Tuple) || len(left.Children) != len(r.parts) {
		return &language.Proposal{Edits: []language.Edit{language.Replace(target, call+"["+string(rune('0'+at%10))+"]")}, Value: "through " + call}
	}
	edits := []language.Edit{language.Replace(target, left.Children[at].Text())}
	for i, part := range r.parts {
		if local(target.Up(language.Function), left.Children[i].Text()) || !left.Children[i].Is(language.Name) {
			return nil
		}
		if i != at && fixed(part[0]) {
			edits = append(edits, beside(stmt, target, part[0], left.Children[i].Text())...)
		}
	}
	first := language.Before(stmt, left.Text()+" = "+call)
	if first == nil {
		return nil
	}
	return &language.Proposal{Edits: append(first, edits...), Value: "through " + call}
}
