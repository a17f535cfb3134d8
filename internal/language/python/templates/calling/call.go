package calling

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// renamedWord gives a keyword argument the name that the definition has for it, at every call that uses the old one.
func renamedWord(scene *language.Scene, defs []definition, word string) []language.Proposal {
	var found []language.Proposal
	for _, d := range defs {
		call := called(scene, d.name())
		if call == nil {
			continue
		}
		given := d.gives(call)
		only := unfilled(d, given)
		for _, p := range d.params {
			score := naming.RenameScore(scene, word, p.Name)
			if p.Name == only {
				score = max(score, 0.5) + 0.2
			}
			if given[p.Name] != nil || p.Splat || score < 0.4 {
				continue
			}
			edits := rename(scene, d.name(), word, p.Name)
			score = min(score, 0.95)
			found = append(found, language.Proposal{
				Edits: edits, Value: p.Name, Score: score, Why: "the parameter is called " + p.Name,
				Evidence: []heald.Evidence{language.Cite("code", p.Node, "the definition calls it so", score)},
			})
		}
	}
	return found
}

// unfilled is the one parameter without default that a call gives nothing for, or "".
func unfilled(d definition, given map[string]*language.Node) string {
	name := ""
	for _, p := range d.params {
		if p.Default != nil || p.Splat || given[p.Name] != nil {
			continue
		}
		if name != "" {
			return ""
		}
		name = p.Name
	}
	return name
}

func rename(scene *language.Scene, callee, word, to string) []language.Edit {
	var edits []language.Edit
	for _, site := range scene.Program.Calls(callee) {
		args := site.Node.Child(language.RoleArgs)
		if site.Test || args == nil || slices.ContainsFunc(scene.Program.Callees(site.Node), func(f *language.Func) bool { return takesNamed(f, word) }) {
			continue
		}
		for _, arg := range args.Children {
			if arg.Is(language.KeywordArg) && arg.Name == word {
				edits = append(edits, language.Replace(arg.Children[0], to))
			}
		}
	}
	return edits
}

// missing gives a call the argument that it lacks: as other calls give it, or a value that is called so where the call is.
func missing(scene *language.Scene, defs []definition, names []string) []language.Proposal {
	var found []language.Proposal
	for _, d := range defs {
		call := called(scene, d.name())
		if call == nil {
			call = called(scene, "")
		}
		if call == nil {
			continue
		}
		if len(names) == 1 && names[0] == "self" {
			found = append(found, instance(scene, call)...)
			continue
		}
		if made := onClass(scene, d, call); made != nil {
			found = append(found, made...)
			continue
		}
		found = append(found, supplied(scene, d, call, names)...)
		found = append(found, spread(scene, call)...)
		found = append(found, asSiblingsDefault(scene, d, names)...)
	}
	return found
}

// instance calls a method on an object of its class, which needs nothing to be made.
func instance(scene *language.Scene, call *language.Node) []language.Proposal {
	callee := call.Child(language.RoleCallee)
	if !callee.Is(language.Attribute) || !callee.Child(language.RoleObject).Is(language.Name) {
		return nil
	}
	object := callee.Child(language.RoleObject)
	for _, c := range scene.Program.Classes(object.Name) {
		if init := scene.Program.Method(c, "__init__"); init != nil && unfilledCount(init) > 0 || init == nil && len(language.DeclaredFields(c)) > 0 {
			continue
		}
		return []language.Proposal{{
			Edits: []language.Edit{writing.Insert(object.Tree(), object.End, "()")}, Value: "an object", Score: 0.68, Why: callee.Name + " is a method of objects of " + c.Name,
			Evidence: []heald.Evidence{language.Cite("code", c.Child(language.RoleName), "such an object is made from nothing", 0.68)},
		}}
	}
	return nil
}

// onClass makes an object for a method that was called on its class: its last argument is missing because the first was taken for
// the object.
func onClass(scene *language.Scene, d definition, call *language.Node) []language.Proposal {
	callee := call.Child(language.RoleCallee)
	if d.fn == nil || d.class != nil || !callee.Is(language.Attribute) || callee.Child(language.RoleObject).Text() != d.fn.Class || d.fn.Node.Parent.Is(language.Decorated) {
		return nil
	}
	if len(call.Child(language.RoleArgs).Children) != len(ownParameters(d.fn)) {
		return nil
	}
	return instance(scene, call)
}

func unfilledCount(f *language.Func) int {
	count := 0
	for _, p := range ownParameters(f) {
		if p.Default == nil && !p.Splat {
			count++
		}
	}
	return count
}

// supplied writes all the missing arguments, when there is a value for each.
func supplied(scene *language.Scene, d definition, call *language.Node, names []string) []language.Proposal {
	text, score := "", 0.95
	var evidence []heald.Evidence
	for _, name := range names {
		value, at, weight := valueFor(scene, d, call, name)
		if value == "" {
			return nil
		}
		text += ", " + name + "=" + value
		score = min(score, weight)
		evidence = append(evidence, language.Cite("callers", at, "this is given for "+name+" here", weight))
	}
	args := call.Child(language.RoleArgs)
	if len(args.Children) == 0 {
		text = strings.TrimPrefix(text, ", ")
	}
	at := args.End - 1
	if len(args.Children) > 0 {
		at = args.Children[len(args.Children)-1].End
	}
	return []language.Proposal{{
		Edits: []language.Edit{writing.Insert(call.Tree(), at, text)}, Value: strings.TrimPrefix(text, ", "), Score: score,
		Why: "the call does not give " + strings.Join(names, " and "), Evidence: evidence,
	}}
}

// valueFor is what a call can give for a parameter: what others give, when its names are known there too; or what is called so.
func valueFor(scene *language.Scene, d definition, call *language.Node, name string) (string, *language.Node, float64) {
	if best, at, score := othersGive(scene, d, call, name); best != "" {
		return best, at, score
	}
	for _, value := range available(scene, call, name) {
		return value.Text(), value, 0.66
	}
	return "", nil, 0
}

// othersGive is what most other calls give for a parameter. That they differ counts against it.
func othersGive(scene *language.Scene, d definition, call *language.Node, name string) (string, *language.Node, float64) {
	counts, first, best := map[string]int{}, map[string]*language.Node{}, ""
	for _, site := range scene.Program.Calls(d.name()) {
		if site.Test || site.Node == call || site.Node.Child(language.RoleArgs) == nil {
			continue
		}
		value := d.gives(site.Node)[name]
		if value == nil || value.Line != value.EndLine || !knownAt(call, site.Node, value) {
			continue
		}
		text := value.Text()
		counts[text]++
		if first[text] == nil {
			first[text] = value
		}
		if best == "" || counts[text] > counts[best] {
			best = text
		}
	}
	return best, first[best], min(0.9, 0.64+0.06*float64(counts[best])) - 0.12*float64(len(counts)-1)
}

// knownAt says whether every name of an expression means the same where a call stands: locals of the same name, the receiver,
// or what both files define.
func knownAt(call, there, value *language.Node) bool {
	scope := call.Up(language.Function, language.File)
	for _, n := range value.All(language.Name) {
		if n.Role == language.RoleName && n.Parent.Is(language.Attribute, language.KeywordArg) {
			continue
		}
		if receiver := language.Receiver(there.Up(language.Function)); n.Name == receiver && receiver != "" {
			if language.Receiver(scope) != receiver || scope.Up(language.Class) != there.Up(language.Class) {
				return false
			}
			continue
		}
		if !local(scope, call, n.Name) && !naming.Known(call.Tree(), n.Name) {
			return false
		}
	}
	return true
}

func local(scope, call *language.Node, name string) bool {
	for _, p := range language.Parameters(scope) {
		if p.Name == name {
			return true
		}
	}
	for _, d := range language.Definitions(scope, name) {
		if d.Stmt.End <= call.Start {
			return true
		}
	}
	return false
}

// spread gives the parts of a collection as arguments, as another call of the same function does.
func spread(scene *language.Scene, call *language.Node) []language.Proposal {
	args := call.Child(language.RoleArgs)
	if len(args.Children) != 1 || !args.Children[0].Is(language.Name, language.Attribute, language.Call, language.Index) {
		return nil
	}
	for _, site := range scene.Program.Calls(call.Last()) {
		theirs := site.Node.Child(language.RoleArgs)
		if site.Test || theirs == nil || len(theirs.Children) != 1 || !theirs.Children[0].Is(language.Splat) {
			continue
		}
		stars := strings.Repeat("*", strings.Count(theirs.Children[0].Text()[:2], "*"))
		return []language.Proposal{{
			Edits: []language.Edit{writing.Insert(call.Tree(), args.Children[0].Start, stars)}, Value: "parts", Score: 0.74, Why: "the parts of " + args.Children[0].Text() + " are the arguments",
			Evidence: []heald.Evidence{language.Cite("callers", site.Node, "another call gives the parts", 0.74)},
		}}
	}
	return nil
}

// Swapped gives two arguments in the order of the definition, where their names or their kinds say that they were exchanged.
func Swapped(scene *language.Scene) []language.Proposal {
	var found []language.Proposal
	for i := len(scene.Steps) - 1; i >= 0 && i >= len(scene.Steps)-5; i-- {
		for _, call := range scene.Steps[i].Node.All(language.Call) {
			for _, f := range scene.Program.Callees(call) {
				found = append(found, exchanged(call, definition{fn: f, params: ownParameters(f)})...)
			}
			for _, c := range constructorsOf(scene, call) {
				found = append(found, exchanged(call, c)...)
			}
		}
	}
	return writing.Unique(found)
}

func constructorsOf(scene *language.Scene, call *language.Node) []definition {
	if !call.Child(language.RoleCallee).Is(language.Name) || len(scene.Program.Classes(call.Last())) == 0 {
		return nil
	}
	return constructors(scene, call.Last())
}

func exchanged(call *language.Node, d definition) []language.Proposal {
	args := call.Child(language.RoleArgs)
	if args == nil {
		return nil
	}
	var found []language.Proposal
	for i := range args.Children {
		for j := i + 1; j < len(args.Children) && j < len(d.params); j++ {
			a, b := args.Children[i], args.Children[j]
			if a.Is(language.KeywordArg, language.Splat) || b.Is(language.KeywordArg, language.Splat) {
				continue
			}
			score := crossed(a, b, d.params[i], d.params[j])
			if score == 0 {
				continue
			}
			found = append(found, language.Proposal{
				Edits: []language.Edit{language.Replace(a, b.Text()), language.Replace(b, a.Text())}, Value: "exchanged", Score: score,
				Why:      fmt.Sprintf("%s takes %s before %s", d.name(), d.params[i].Name, d.params[j].Name),
				Evidence: []heald.Evidence{language.Cite("code", d.node(), "the order of the definition", score)},
			})
		}
	}
	return found
}

// crossed says how sure two arguments stand in each other's place.
func crossed(a, b *language.Node, first, second language.Parameter) float64 {
	if first.Splat || second.Splat || a.Last() == first.Name || b.Last() == second.Name {
		return 0
	}
	if a.Last() == second.Name && b.Last() == first.Name {
		return 0.85
	}
	if fits(a, second) && fits(b, first) && !fits(a, first) && !fits(b, second) {
		return 0.75
	}
	return 0
}

var literals = map[language.Kind]string{language.String: "str", language.Number: "int float", language.List: "list", language.Dict: "dict", language.Bool: "bool"}

// fits says whether a literal is of a declared type, or an argument is called like the parameter.
func fits(arg *language.Node, p language.Parameter) bool {
	if arg.Last() != "" && arg.Last() == p.Name && !arg.Is(language.String) {
		return true
	}
	kinds, literal := literals[arg.Kind]
	if !literal || p.Type == nil {
		return false
	}
	head, _, _ := strings.Cut(p.Type.Text(), "[")
	return slices.Contains(strings.Fields(kinds), head)
}

func attributes(scope *language.Node, name string) []*language.Node {
	var found []*language.Node
	for _, n := range scope.All(language.Attribute) {
		if n.Name == name && n.Parent.Role != language.RoleCallee && n.Role != language.RoleLeft {
			found = append(found, n)
		}
	}
	return found
}

// available finds a value of that name where a call is: a local name, or an attribute of one that other code gives it from.
func available(scene *language.Scene, call *language.Node, name string) []*language.Node {
	var found []*language.Node
	scope := call.Up(language.Function, language.File)
	for _, p := range language.Parameters(scope) {
		if p.Name == name {
			n := p.Node
			if n.Is(language.Param) {
				n = n.Children[0]
			}
			found = append(found, n)
		}
	}
	for _, d := range language.Definitions(scope, name) {
		if d.Stmt.End <= call.Start {
			found = append(found, d.Node)
		}
	}
	found = append(found, attributes(scope, name)...)
	if receiver := language.Receiver(scope); receiver != "" && len(found) == 0 {
		for _, d := range scene.Program.Fields(scope.Up(language.Class), name) {
			if d.Node.Is(language.Attribute) {
				found = append(found, d.Node)
			}
		}
	}
	return found
}
