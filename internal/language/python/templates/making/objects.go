package making

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var noAttribute = regexp.MustCompile(`'([^']+)' object has no attribute '([^']+)'`)

// Objects mends an object that lacks an attribute because of the way in which it was made.
func Objects(scene *language.Scene) []language.Proposal {
	m := noAttribute.FindStringSubmatch(scene.Incident.Message)
	if m == nil {
		return nil
	}
	var found []language.Proposal
	for _, class := range scene.Program.Classes(m[1][strings.LastIndex(m[1], ".")+1:]) {
		if scene.Program.Support.IsTest(class.Tree().Path) {
			continue
		}
		found = append(found, baseMade(scene, class, m[2])...)
		found = append(found, otherwiseMade(scene, class, m[2])...)
		found = append(found, onEveryPath(scene, class, m[2])...)
	}
	return found
}

// baseMade calls the constructor of the base, which gives the attribute its value.
func baseMade(scene *language.Scene, class *language.Node, name string) []language.Proposal {
	init := own(class, "__init__")
	bases := class.Child(language.RoleBases)
	if init == nil || bases == nil || strings.Contains(init.Text(), ".__init__(") {
		return nil
	}
	for _, base := range bases.Children {
		for _, b := range scene.Program.Classes(base.Last()) {
			theirs := scene.Program.Method(b, "__init__")
			if theirs == nil || len(language.Definitions(theirs.Node, language.Receiver(theirs.Node)+"."+name)) == 0 {
				continue
			}
			args, ok := handed(init, theirs.Node)
			if !ok {
				continue
			}
			return []language.Proposal{{
				Edits: writing.Before(opening(init), "super().__init__("+args+")"), Value: "super().__init__", Score: 0.88,
				Why:      class.Name + " does not call the constructor of " + b.Name + ", which sets " + name,
				Evidence: []heald.Evidence{language.Cite("code", theirs.Node.Child(language.RoleName), "the base sets it here", 0.88)},
			}}
		}
	}
	return nil
}

func own(class *language.Node, name string) *language.Node {
	for _, m := range language.Methods(class) {
		if m.Name == name {
			return m
		}
	}
	return nil
}

// opening is a function's first statement after what documents it.
func opening(fn *language.Node) *language.Node {
	body := fn.Body()
	if writing.Docs(fn) != nil && len(body) > 1 {
		return body[1]
	}
	return body[0]
}

// handed are the arguments for a base's constructor: parameters of the same names. What it needs must be among them.
func handed(init, theirs *language.Node) (string, bool) {
	mine := map[string]bool{}
	for _, p := range language.Parameters(init) {
		mine[p.Name] = true
	}
	var args []string
	positional := true
	for i, p := range language.Parameters(theirs) {
		switch {
		case i == 0 || p.Splat:
		case mine[p.Name] && positional:
			args = append(args, p.Name)
		case mine[p.Name]:
			args = append(args, p.Name+"="+p.Name)
		case p.Default == nil:
			return "", false
		default:
			positional = false
		}
	}
	return strings.Join(args, ", "), true
}

// otherwiseMade gives the attribute its first value where an object is made without the constructor, or comes back from a copy.
func otherwiseMade(scene *language.Scene, class *language.Node, name string) []language.Proposal {
	init := own(class, "__init__")
	if init == nil {
		return nil
	}
	value, at := firstValue(init, name)
	if value == "" {
		return nil
	}
	var found []language.Proposal
	for _, m := range language.Methods(class) {
		object, last := bare(m)
		if object == "" || len(language.Definitions(m, object+"."+name)) > 0 {
			continue
		}
		found = append(found, language.Proposal{
			Edits: writing.Following(last, object+"."+name+" = "+value), Value: value, Score: 0.86, Why: m.Name + " makes an object without " + name,
			Evidence: []heald.Evidence{language.Cite("sibling", at, "the constructor gives it this", 0.86)},
		})
	}
	return found
}

// firstValue is what a constructor gives an attribute, when it depends on no parameter, or on one with a constant default.
func firstValue(init *language.Node, name string) (string, *language.Node) {
	params := map[string]*language.Node{}
	for _, p := range language.Parameters(init) {
		params[p.Name] = p.Default
	}
	for _, d := range language.Definitions(init, language.Receiver(init)+"."+name) {
		if d.Value == nil || d.Stmt.Parent != init.Child(language.RoleBody) {
			continue
		}
		if fallback, is := params[d.Value.Text()]; is && fallback.Is(language.Number, language.String, language.Bool, language.None) {
			return fallback.Text(), d.Node
		}
		for _, n := range d.Value.All(language.Name) {
			if _, is := params[n.Name]; is {
				return "", nil
			}
			if len(language.Definitions(init, n.Name)) > 0 {
				return "", nil
			}
		}
		return d.Value.Text(), d.Node
	}
	return "", nil
}

// bare is the object that a method makes or restores without the constructor, and the statement after which it is complete.
func bare(m *language.Node) (string, *language.Node) {
	object, last := "", (*language.Node)(nil)
	for _, stmt := range m.Body() {
		assign := stmt.Child(language.RoleValue)
		text := stmt.Text()
		switch {
		case m.Name == "__setstate__" && strings.Contains(text, "__dict__"):
			object, last = language.Receiver(m), stmt
		case assign.Is(language.Assign) && strings.Contains(assign.Child(language.RoleRight).Text(), "__new__("):
			object, last = assign.Child(language.RoleLeft).Text(), stmt
		case object != "" && assign.Is(language.Assign) && strings.HasPrefix(assign.Child(language.RoleLeft).Text(), object+"."):
			last = stmt
		}
	}
	return object, last
}

// onEveryPath gives an attribute a value before the branch of the constructor that may leave it without.
func onEveryPath(scene *language.Scene, class *language.Node, name string) []language.Proposal {
	init := own(class, "__init__")
	if init == nil {
		return nil
	}
	field := language.Receiver(init) + "." + name
	defs := language.Definitions(init, field)
	if len(defs) == 0 {
		return nil
	}
	for _, d := range defs {
		if d.Stmt.Parent == init.Child(language.RoleBody) {
			return nil
		}
	}
	asked := asksFor(class, init, name)
	owner := defs[0].Stmt
	for owner.Parent != init.Child(language.RoleBody) {
		owner = owner.Parent
	}
	if asked == nil || !owner.Is(language.If, language.Try, language.For, language.With) {
		return nil
	}
	return []language.Proposal{{
		Edits: writing.Before(owner, field+" = None"), Value: "None", Score: 0.76, Why: "only some objects get " + name,
		Evidence: []heald.Evidence{language.Cite("code", asked, "the class asks whether there is one", 0.76)},
	}}
}

// asks says whether a condition is about an attribute's having a value.
func asks(n *language.Node, field string) bool {
	switch {
	case n.Is(language.Compare):
		return n.Child(language.RoleLeft).Text() == field && n.Child(language.RoleRight).Is(language.None)
	case n.Is(language.Not):
		return strings.HasSuffix(n.Text(), " "+field)
	}
	return n.Child(language.RoleCond).Text() == field
}

// asksFor finds a condition of another method that asks whether the attribute has a value.
func asksFor(class, init *language.Node, name string) *language.Node {
	for _, m := range language.Methods(class) {
		field := language.Receiver(m) + "." + name
		if m == init || language.Receiver(m) == "" {
			continue
		}
		for _, n := range m.All(language.If, language.Conditional, language.While, language.Compare, language.Not) {
			if asks(n, field) {
				return n
			}
		}
	}
	return nil
}
