package converting

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// Weights of a function of the repository that writes JSON with such values in it.
const (
	weighHouse     = 0.74 // the same file writes what is called the same through it
	weighHouseElse = 0.5  // the same file writes something else through it: this may be for another reader
)

// House writes what the plain JSON writer refuses through the function by which the same file writes such documents. That function
// names the type that was refused, and writes in no other layout.
func House(scene *language.Scene, call *language.Node, kind string) []language.Proposal {
	given := call.Child(language.RoleArgs).Children
	var best *language.Proposal
	for _, other := range call.Tree().Root.All(language.Call) {
		f := houseOf(scene, other, call, kind)
		if f == nil {
			continue
		}
		callee, score := other.Child(language.RoleCallee), weighHouseElse
		if name := other.Child(language.RoleArgs).Children[0].Last(); name != "" && name == given[0].Last() {
			score = weighHouse
		}
		if best == nil || score > best.Score {
			best = &language.Proposal{
				Edits: []language.Edit{language.Replace(call, callee.Text()+"("+given[0].Text()+")")}, Value: "through " + callee.Text(), Score: score,
				Why:      callee.Text() + " writes a " + kind + ", and the same file writes through it",
				Evidence: []heald.Evidence{language.Cite("sibling", other, "it is written so here", score), language.Cite("code", f, "it knows the type", score)},
			}
		}
	}
	if best == nil {
		return nil
	}
	return []language.Proposal{*best}
}

// houseOf is the function by which another call of the file writes what this call could not, or nil.
func houseOf(scene *language.Scene, other, call *language.Node, kind string) *language.Node {
	args, callees := other.Child(language.RoleArgs), scene.Program.Callees(other)
	if other == call || len(callees) != 1 || !args.Is(language.Args) || len(args.Children) != 1 || !reachable(other.Child(language.RoleCallee), call) {
		return nil
	}
	options := call.Child(language.RoleArgs).Children[1:]
	if f := callees[0].Node; callees[0].Class == "" && !call.Within(f) && writesAs(f, call.Child(language.RoleCallee).Last(), options, kind) {
		return f
	}
	return nil
}

// reachable says whether a callee means the same at another place of its file: a name of the file, or a member of one.
func reachable(callee, at *language.Node) bool {
	root := callee
	for root.Is(language.Attribute) {
		root = root.Child(language.RoleObject).Bare()
	}
	for _, fn := range []*language.Node{callee.Up(language.Function), at.Up(language.Function)} {
		own := func(p language.Parameter) bool { return p.Name == root.Text() }
		if fn != nil && (slices.ContainsFunc(language.Parameters(fn), own) || len(language.Definitions(fn, root.Text())) > 0) {
			return false
		}
	}
	return root.Is(language.Name) && root.Tree().Defines(root.Name)
}

// writesAs says whether a function gives what the JSON writer gives for its one parameter, with a hook that names the type, and with
// every option that the call has.
func writesAs(fn *language.Node, writer string, options []*language.Node, kind string) bool {
	args := lastly(fn, "json."+writer)
	if args == nil {
		return false
	}
	knows := false
	var layout []string
	for _, a := range args.Children[1:] {
		if a.Name == "default" || a.Name == "cls" {
			knows = knows || names(a, kind)
		} else {
			layout = append(layout, a.Text())
		}
	}
	lacking := func(o *language.Node) bool { return !slices.Contains(layout, o.Text()) }
	return knows && !slices.ContainsFunc(options, lacking)
}

// lastly are the arguments of the call of a writer that a function ends with, where it hands its one parameter on with options; else nil.
func lastly(fn *language.Node, writer string) *language.Node {
	params, body := language.Parameters(fn), fn.Body()
	if len(params) != 1 || params[0].Splat || len(body) == 0 {
		return nil
	}
	call := body[len(body)-1].Child(language.RoleValue).Bare()
	args := call.Child(language.RoleArgs)
	if !call.Is(language.Call) || call.Child(language.RoleCallee).Text() != writer || !args.Is(language.Args) {
		return nil
	}
	if len(args.Children) < 2 || args.Children[0].Text() != params[0].Name {
		return nil
	}
	return args
}

// names says whether the function or class that an option stands for has a case for a type.
func names(option *language.Node, kind string) bool {
	value := option.Children[len(option.Children)-1].Bare()
	for _, def := range value.Tree().Root.All(language.Function, language.Class) {
		if def.Name == value.Text() && mentions(def, kind) {
			return true
		}
	}
	return value.Is(language.Lambda) && mentions(value, kind)
}

func mentions(n *language.Node, kind string) bool {
	return slices.ContainsFunc(n.All(language.Call), func(c *language.Node) bool {
		return c.Child(language.RoleCallee).Text() == "isinstance" && slices.Contains(strings.FieldsFunc(c.Child(language.RoleArgs).Text(), func(r rune) bool {
			return strings.ContainsRune("(), .", r)
		}), kind)
	})
}
