package templates

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// missingKey mends a look-up of what is not there: a guard, a default, or the name that the key has now.
func missingKey(scene *language.Scene) []language.Proposal {
	look := failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && !n.Child(language.RoleKey).Is(language.Slice) || isPop(n)
	})
	if look == nil || scene.Incident.ErrorType != "KeyError" {
		return nil
	}
	container, key := lookup(look)
	f := fault{
		at: look, subject: container, when: language.Missing, keys: keyNames(scene, key),
		bad: tight(key) + " not in " + tight(container), good: tight(key) + " in " + tight(container),
	}
	found := getDefault(f, look, container, key)
	if simple(container) && simple(key) {
		found = append(found, shapes(f)...)
	}
	return append(found, sharedDefault(f, look, container)...)
}

func isPop(n *language.Node) bool {
	return n.Is(language.Call) && n.Child(language.RoleCallee).Is(language.Attribute) && n.Child(language.RoleCallee).Name == "pop" &&
		len(n.Child(language.RoleArgs).Children) == 1
}

func lookup(n *language.Node) (container, key *language.Node) {
	if n.Is(language.Call) {
		return n.Child(language.RoleCallee).Child(language.RoleObject), n.Child(language.RoleArgs).Children[0]
	}
	return n.Child(language.RoleObject), n.Child(language.RoleKey)
}

// keyNames are the names of what is missing: the literal, the variable, and the key in the error's message.
func keyNames(scene *language.Scene, key *language.Node) []string {
	var names []string
	if key.Is(language.String) {
		names = append(names, language.Unquote(key.Text()))
	} else if name := key.Last(); name != "" {
		names = append(names, name)
	}
	return names
}

func isTargetOf(n *language.Node) bool {
	for m := n; m != nil && !m.Is(language.Block); m = m.Parent {
		if m.Role == language.RoleLeft && m.Parent.Is(language.Assign, language.AugAssign) || m.Parent.Is(language.Delete) {
			return true
		}
	}
	return false
}

// getDefault writes d.get(k, V) for d[k].
func getDefault(f fault, look, container, key *language.Node) []language.Proposal {
	if isTargetOf(look) {
		return counters(f, look, container, key)
	}
	return []language.Proposal{f.hole(language.Yields, look, 0.35, func(value string) []language.Edit {
		if clash(look, value) {
			return nil
		}
		method, rest := ".get(", ", "+value+")"
		if look.Is(language.Call) {
			method = ".pop("
		} else if value == "None" {
			rest = ")"
		}
		return []language.Edit{replace(look, tight(container)+method+key.Text()+rest)}
	})}
}

// counters initialises what an augmented assignment adds to: d[k] += v.
func counters(f fault, look, container, key *language.Node) []language.Proposal {
	if !look.Parent.Is(language.AugAssign) || look.Role != language.RoleLeft {
		return nil
	}
	added := look.Parent.Child(language.RoleRight)
	start := identity(look.Parent.Name, added)
	var edits []language.Edit
	for _, n := range look.Up(language.Function, language.File).All(language.AugAssign) {
		entry := n.Child(language.RoleLeft)
		if !entry.Is(language.Index) || entry.Child(language.RoleObject).Text() != container.Text() || (n.Name != "+=" && n.Name != "-=") {
			continue
		}
		read := tight(container) + ".get(" + entry.Child(language.RoleKey).Text() + ", " + start + ") "
		edits = append(edits, replace(n, entry.Text()+" = "+read+n.Name[:1]+" "+n.Child(language.RoleRight).Text()))
	}
	p := language.Proposal{
		Edits: edits, Value: start, Score: 0.75, Why: "the first " + key.Text() + " starts from " + start,
	}
	if start == "" || look.Parent.Name != "+=" && look.Parent.Name != "-=" {
		return nil
	}
	return []language.Proposal{p}
}

// identity is the value that an accumulator of such things starts from, or "".
func identity(operator string, added *language.Node) string {
	switch added = added.Bare(); {
	case added.Is(language.List) || added.Is(language.Comprehension) && added.Raw == "list_comprehension":
		return "[]"
	case added.Is(language.String):
		return `""`
	case added.Is(language.Tuple):
		return "()"
	case operator == "+=" || operator == "-=":
		return "0"
	}
	return ""
}

// sharedDefault reads the entry that a table has for everything that it does not list: table["default"], where the repository
// or its data have such an entry.
func sharedDefault(f fault, look, container *language.Node) []language.Proposal {
	if isTargetOf(look) {
		return nil
	}
	return []language.Proposal{f.hole(language.Yields, look, 0.3, func(value string) []language.Edit {
		if !strings.HasPrefix(value, "[") || len(value) < 3 {
			return nil
		}
		fallback := container.Text() + value
		_, key := lookup(look)
		return []language.Edit{replace(look, tight(container)+".get("+key.Text()+", "+fallback+")")}
	})}
}

// shortIndex mends a subscript beyond the end.
func shortIndex(scene *language.Scene) []language.Proposal {
	look := failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Index) && !n.Child(language.RoleKey).Is(language.Slice)
	})
	if look == nil {
		return nil
	}
	container, key := lookup(look)
	f := lengthFault(look, container, key)
	if simple(container) || container.Is(language.Call) {
		return shapes(f)
	}
	return nil
}

// lengthFault tests whether a container is long enough for an index.
func lengthFault(look, container, key *language.Node) fault {
	f := fault{at: look, subject: container, when: language.Short}
	text := container.Text()
	if !simple(container) && inner(container) == nil {
		name := unused(container, plural(nameOf(container)))
		f.setup, f.bound = []string{name + " = " + text}, []language.Edit{replace(container, name)}
		text = name
	}
	switch index := key.Text(); {
	case index == "0" || index == "-1":
		f.when, f.bad, f.good = language.Empty, "not "+text, text
	case key.Is(language.Number):
		f.bad, f.good = "len("+text+") <= "+index, "len("+text+") > "+index
	case strings.HasPrefix(index, "-") && key.Is(language.Unary):
		f.bad, f.good = "len("+text+") < "+index[1:], "len("+text+") >= "+index[1:]
	default:
		f.bad, f.good = index+" >= len("+text+")", index+" < len("+text+")"
	}
	return f
}

func plural(name string) string {
	switch name {
	case "split", "rsplit", "splitlines", "found":
		return "parts"
	}
	return name
}

// consumers are the calls that fail on an empty argument, with how they take a default.
var consumers = []string{"max", "min", "next", "mean", "fmean", "median", "mode", "stdev", "choice", "reduce", "pop", "popleft", "popitem"}

// emptySequence mends a call that needs at least one element.
func emptySequence(scene *language.Scene) []language.Proposal {
	call := failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && slices.Contains(consumers, n.Child(language.RoleCallee).Last()) && n.Child(language.RoleArgs) != nil
	})
	if call == nil {
		return nil
	}
	callee, args := call.Child(language.RoleCallee), call.Child(language.RoleArgs)
	f := fault{at: call, when: language.Empty}
	var found []language.Proposal
	switch name := callee.Last(); {
	case name == "pop" || name == "popleft" || name == "popitem":
		f.subject = callee.Child(language.RoleObject)
	case len(args.Children) == 0:
		return nil
	default:
		f.subject = args.Children[0]
		found = append(found, defaults(f, call, args, name)...)
	}
	f.bad, f.good = "not "+tight(f.subject), f.subject.Text()
	if f.subject.Is(language.Name, language.Attribute, language.Index) && f.subject.Raw != "generator_expression" {
		found = append(found, shapes(f)...)
	}
	return found
}

// defaults uses the default that max, min and next take.
func defaults(f fault, call, args *language.Node, name string) []language.Proposal {
	if name != "max" && name != "min" && name != "next" || args.Raw == "generator_expression" && name == "next" && len(args.Children) == 0 {
		return nil
	}
	if args.Raw == "generator_expression" {
		f.subject = args
	}
	return []language.Proposal{f.hole(language.Yields, call, 0.35, func(value string) []language.Edit {
		word := ", default="
		if name == "next" {
			word = ", "
		}
		switch {
		case args.Raw == "generator_expression":
			return []language.Edit{replace(args, "("+args.Text()+word+value+")")}
		case len(args.Children) == 1 && args.Children[0].Raw == "generator_expression" && name == "next":
			return []language.Edit{insert(args.Tree(), args.Children[0].End, word+value)}
		}
		return []language.Edit{insert(args.Tree(), args.Children[len(args.Children)-1].End, word+value)}
	})}
}
