package templates

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// missingKey mends a look-up of what is not there: a guard, a default, or the name that the key has now.
func missingKey(scene *language.Scene) []language.Proposal {
	look := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && !n.Child(language.RoleKey).Is(language.Slice) || isPop(n)
	})
	if look == nil || scene.Incident.ErrorType != "KeyError" {
		return nil
	}
	container, key := writing.Lookup(look)
	f := writing.Fault{
		At: look, Subject: container, When: language.Missing, Keys: writing.KeyNames(scene, key),
		Bad: writing.Tight(key) + " not in " + writing.Tight(container), Good: writing.Tight(key) + " in " + writing.Tight(container),
	}
	found := append(nullAlike(scene, f, look), getDefault(f, look, container, key)...)
	if writing.Simple(container) && writing.Simple(key) {
		found = append(found, writing.Shapes(f)...)
	}
	return append(found, sharedDefault(f, look, container)...)
}

func isPop(n *language.Node) bool {
	return n.Is(language.Call) && n.Child(language.RoleCallee).Is(language.Attribute) && n.Child(language.RoleCallee).Name == "pop" &&
		len(n.Child(language.RoleArgs).Children) == 1
}

// getDefault writes d.get(k, V) for d[k].
func getDefault(f writing.Fault, look, container, key *language.Node) []language.Proposal {
	if writing.IsTarget(look) {
		return counters(f, look, container, key)
	}
	return []language.Proposal{f.Hole(language.Yields, look, 0.35, func(value string) []language.Edit {
		if writing.Clash(look, value) {
			return nil
		}
		method, rest := ".get(", ", "+value+")"
		if look.Is(language.Call) {
			method = ".pop("
		} else if value == "None" {
			rest = ")"
		}
		return []language.Edit{language.Replace(look, writing.Tight(container)+method+key.Text()+rest)}
	})}
}

// nullAlike gives the value for null too, where the repository looks at the same entry of a record called so and takes null for absent.
func nullAlike(scene *language.Scene, f writing.Fault, look *language.Node) []language.Proposal {
	container, key := writing.Lookup(look)
	if !look.Is(language.Index) || writing.IsTarget(look) || !key.Is(language.String) || !writing.Simple(container) || !takesNull(scene, container, key) {
		return nil
	}
	return []language.Proposal{f.Hole(language.Yields, look, 2, func(value string) []language.Edit {
		if value == "None" || writing.Clash(look, value) {
			return nil
		}
		read := writing.Tight(container) + ".get(" + key.Text() + ")"
		return []language.Edit{language.Replace(look, writing.Wrapped(look, value+" if "+read+" is None else "+look.Text()))}
	})}
}

// takesNull says whether code asks `d.get(k) is None` of a record that is called as this one.
func takesNull(scene *language.Scene, container, key *language.Node) bool {
	for _, tree := range scene.Program.Trees() {
		if scene.Program.Support.IsTest(tree.Path) {
			continue
		}
		for _, n := range tree.Root.All(language.Compare) {
			left := n.Child(language.RoleLeft).Bare()
			if !left.Is(language.Call) || !n.Child(language.RoleRight).Is(language.None) {
				continue
			}
			args, callee := left.Child(language.RoleArgs).Children, left.Child(language.RoleCallee)
			named := callee.Is(language.Attribute) && callee.Name == "get" && callee.Child(language.RoleObject).Last() == container.Last()
			if named && len(args) == 1 && args[0].Is(language.String) && language.Unquote(args[0].Text()) == language.Unquote(key.Text()) {
				return true
			}
		}
	}
	return false
}

// counters initialises what an augmented assignment adds to: d[k] += v.
func counters(f writing.Fault, look, container, key *language.Node) []language.Proposal {
	if !look.Parent.Is(language.AugAssign) || look.Role != language.RoleLeft {
		return nil
	}
	added := look.Parent.Child(language.RoleRight)
	start := writing.Identity(look.Parent.Name, added)
	var edits []language.Edit
	for _, n := range look.Up(language.Function, language.File).All(language.AugAssign) {
		entry := n.Child(language.RoleLeft)
		if !entry.Is(language.Index) || entry.Child(language.RoleObject).Text() != container.Text() || (n.Name != "+=" && n.Name != "-=") {
			continue
		}
		read := writing.Tight(container) + ".get(" + entry.Child(language.RoleKey).Text() + ", " + start + ") "
		edits = append(edits, language.Replace(n, entry.Text()+" = "+read+n.Name[:1]+" "+n.Child(language.RoleRight).Text()))
	}
	p := language.Proposal{
		Edits: edits, Value: start, Score: 0.75, Why: "the first " + key.Text() + " starts from " + start,
	}
	if start == "" || look.Parent.Name != "+=" && look.Parent.Name != "-=" {
		return nil
	}
	return []language.Proposal{p}
}

// sharedDefault reads the entry that a table has for everything that it does not list: table["default"], where the repository
// or its data have such an entry.
func sharedDefault(f writing.Fault, look, container *language.Node) []language.Proposal {
	if writing.IsTarget(look) {
		return nil
	}
	return []language.Proposal{f.Hole(language.Yields, look, 0.3, func(value string) []language.Edit {
		if !strings.HasPrefix(value, "[") || len(value) < 3 {
			return nil
		}
		fallback := container.Text() + value
		_, key := writing.Lookup(look)
		return []language.Edit{language.Replace(look, writing.Tight(container)+".get("+key.Text()+", "+fallback+")")}
	})}
}

// shortIndex mends a subscript beyond the end.
func shortIndex(scene *language.Scene) []language.Proposal {
	look := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && !n.Child(language.RoleKey).Is(language.Slice)
	})
	if look == nil {
		return nil
	}
	container, key := writing.Lookup(look)
	f := lengthFault(look, container, key)
	if writing.Simple(container) || container.Is(language.Call) {
		return writing.Shapes(f)
	}
	return nil
}

// lengthFault tests whether a container is long enough for an index.
func lengthFault(look, container, key *language.Node) writing.Fault {
	f := writing.Fault{At: look, Subject: container, When: language.Short}
	text := container.Text()
	if !writing.Simple(container) && writing.Inner(container) == nil {
		name := writing.Unused(container, writing.Plural(writing.NameOf(container)))
		f.Setup, f.Bound = []string{name + " = " + text}, []language.Edit{language.Replace(container, name)}
		text = name
	}
	switch index := key.Text(); {
	case index == "0" || index == "-1":
		f.When, f.Bad, f.Good = language.Empty, "not "+text, text
	case key.Is(language.Number):
		f.Bad, f.Good = "len("+text+") <= "+index, "len("+text+") > "+index
	case strings.HasPrefix(index, "-") && key.Is(language.Unary):
		f.Bad, f.Good = "len("+text+") < "+index[1:], "len("+text+") >= "+index[1:]
	default:
		f.Bad, f.Good = index+" >= len("+text+")", index+" < len("+text+")"
	}
	return f
}

// consumers are the calls that fail on an empty argument, with how they take a default.
var consumers = []string{"max", "min", "next", "mean", "fmean", "median", "mode", "stdev", "choice", "reduce", "pop", "popleft", "popitem"}

// emptySequence mends a call that needs at least one element.
func emptySequence(scene *language.Scene) []language.Proposal {
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && slices.Contains(consumers, n.Child(language.RoleCallee).Last()) && n.Child(language.RoleArgs) != nil
	})
	if call == nil {
		return nil
	}
	callee, args := call.Child(language.RoleCallee), call.Child(language.RoleArgs)
	f := writing.Fault{At: call, When: language.Empty}
	var found []language.Proposal
	switch name := callee.Last(); {
	case name == "pop" || name == "popleft" || name == "popitem":
		f.Subject = callee.Child(language.RoleObject)
	case len(args.Children) == 0:
		return nil
	default:
		f.Subject = consumed(name, args)
		found = append(found, defaults(f, call, args, name)...)
	}
	f.Bad, f.Good = "not "+writing.Tight(f.Subject), f.Subject.Text()
	if f.Subject.Is(language.Name, language.Attribute, language.Index) {
		found = append(found, writing.Shapes(f)...)
	}
	return found
}

// consumed is what must not be empty: the argument, or what a comprehension in its place goes over when it leaves nothing out.
func consumed(name string, args *language.Node) *language.Node {
	arg := args.Children[0]
	if name == "reduce" && len(args.Children) > 1 {
		arg = args.Children[1]
	}
	if args.Is(language.Comprehension) || args.Raw == "generator_expression" {
		arg = args
	}
	if arg.Is(language.Comprehension) || arg.Raw == "generator_expression" {
		clause := writing.First(arg, language.Clause)
		if writing.First(arg, language.Filter) == nil && clause != nil {
			return clause.Child(language.RoleRight)
		}
	}
	return arg
}

// takesDefault says whether a call can be told what to give for nothing.
func takesDefault(name string, args *language.Node) bool {
	if name == "reduce" {
		return len(args.Children) == 2
	}
	return name == "max" || name == "min" || name == "next"
}

// defaults uses the default that max, min and next take.
func defaults(f writing.Fault, call, args *language.Node, name string) []language.Proposal {
	if !takesDefault(name, args) {
		return nil
	}
	return []language.Proposal{f.Hole(language.Yields, call, 0.35, func(value string) []language.Edit {
		word := ", default="
		if name == "next" || name == "reduce" {
			word = ", "
		}
		switch {
		case args.Raw == "generator_expression":
			return []language.Edit{language.Replace(args, "("+args.Text()+word+value+")")}
		case len(args.Children) == 1 && args.Children[0].Raw == "generator_expression" && name == "next":
			return []language.Edit{writing.Insert(args.Tree(), args.Children[0].End, word+value)}
		}
		return []language.Edit{writing.Insert(args.Tree(), args.Children[len(args.Children)-1].End, word+value)}
	})}
}
