package critique

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// givenAlready says whether all callers give a changed function as many arguments as it now asks for. One that nobody calls by
// its name is called in the same place as others of its kind: then another function must have the very same parameters.
func (v view) givenAlready(fn *language.Node) bool {
	asks, calls := required(fn), 0
	for _, call := range v.callsAfter(fn.Name) {
		calls++
		if args := call.Child(language.RoleArgs); args != nil && !spread(args) && len(args.Children) < asks {
			return false
		}
	}
	if calls > 0 {
		return true
	}
	mine := parameterNames(fn)
	return slices.ContainsFunc(v.Program.Funcs(), func(f *language.Func) bool {
		return !f.Test && f.Qualified != fn.Qualified() && slices.Equal(parameterNames(f.Node), mine)
	})
}

// callsAfter lists the service's calls of that name as they are after the change.
func (v view) callsAfter(name string) []*language.Node {
	var calls []*language.Node
	for _, site := range v.Program.Calls(name) {
		if !site.Test && site.Path != v.After.Path {
			calls = append(calls, site.Node)
		}
	}
	for _, call := range v.After.Root.All(language.Call) {
		if call.Last() == name && call.Child(language.RoleCallee).Is(language.Name, language.Attribute) {
			calls = append(calls, call)
		}
	}
	return calls
}

// required counts the arguments that a function cannot do without.
func required(fn *language.Node) int {
	count := 0
	for _, p := range language.Parameters(fn) {
		if p.Default == nil && !p.Splat {
			count++
		}
	}
	if language.Receiver(fn) != "" {
		count--
	}
	return count
}

func spread(args *language.Node) bool {
	return slices.ContainsFunc(args.Children, func(n *language.Node) bool { return n.Is(language.Splat) })
}

func parameterNames(fn *language.Node) []string {
	var names []string
	for _, p := range language.Parameters(fn) {
		names = append(names, p.Name)
	}
	return names
}
