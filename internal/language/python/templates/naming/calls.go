package naming

import (
	"regexp"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var uncalled = regexp.MustCompile(`'(method|function|builtin_function_or_method)'(?: and | object is not (?:subscriptable|iterable)| has no len)|(?:and|between instances of .* and) '(method|function|builtin_function_or_method)'|Object of type (method|function) is not`)

// givers are methods of the language's own types that need no argument and are used for what they give.
var givers = []string{"keys", "values", "items", "strip", "lower", "upper", "title", "copy", "now", "today", "isoformat", "timestamp", "total_seconds", "read", "readline", "readlines", "weekday", "date"}

// NotCalled calls the method whose result was meant.
func NotCalled(scene *language.Scene) []language.Proposal {
	if !uncalled.MatchString(scene.Incident.Message) {
		return nil
	}
	var found []language.Proposal
	for _, n := range scene.Failing.Statement().All(language.Attribute, language.Name) {
		if n.Role == language.RoleCallee || n.Role == language.RoleName || writing.IsTarget(n) || n.Up(language.Block) != scene.Failing.Up(language.Block) {
			continue
		}
		at := giver(scene, n)
		if at == nil {
			continue
		}
		found = append(found, language.Proposal{
			Edits: []language.Edit{writing.Insert(n.Tree(), n.End, "()")}, Value: n.Text() + "()", Score: 0.84, Why: n.Text() + " has to be called",
			Evidence: []heald.Evidence{language.Cite("code", at, "this is a method, and it takes nothing", 0.84)},
		})
	}
	return writing.Unique(found)
}

// giver is what says that a name stands for something to be called without arguments, or nil.
func giver(scene *language.Scene, n *language.Node) *language.Node {
	for _, f := range scene.Program.Named(n.Last()) {
		if !f.Test && !needsArguments(f) && (f.Class != "") == n.Is(language.Attribute) && !f.Node.Parent.Is(language.Decorated) {
			return f.Node.Child(language.RoleName)
		}
	}
	if n.Is(language.Attribute) && slices.Contains(givers, n.Name) {
		return n
	}
	return nil
}

func needsArguments(f *language.Func) bool {
	params := language.Parameters(f.Node)
	if f.Class != "" && len(params) > 0 {
		params = params[1:]
	}
	return slices.ContainsFunc(params, func(p language.Parameter) bool { return p.Default == nil && !p.Splat })
}
