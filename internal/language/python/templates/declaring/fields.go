// Package declaring is the templates for what a declaration gets wrong: the fields of records, who may change them, decorators,
// the scope of a name, the order of modules.
package declaring

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var (
	mutableDefault = regexp.MustCompile(`mutable default <class '(\w+)'> for field (\w+) is not allowed`)
	defaultsFirst  = regexp.MustCompile(`non-default argument '(\w+)' follows default argument`)
	unhashable     = regexp.MustCompile(`unhashable type: '(\w+)'`)
	frozenField    = regexp.MustCompile(`cannot assign to field '(\w+)'`)
	noSetter       = regexp.MustCompile(`property '(\w+)' of '(\w+)' object has no setter`)
)

// Fields mends the declaration of a record's fields, and changes a record that may not be changed as such records are changed.
func Fields(scene *language.Scene) []language.Proposal {
	message := scene.Incident.Message
	if m := mutableDefault.FindStringSubmatch(message); m != nil {
		return factory(scene, m[2])
	}
	if m := defaultsFirst.FindStringSubmatch(message); m != nil {
		return required(scene, m[1])
	}
	if m := unhashable.FindStringSubmatch(message); m != nil {
		return frozen(scene, m[1])
	}
	if m := frozenField.FindStringSubmatch(message); m != nil && scene.Incident.ErrorType != "AttributeError" {
		return replaced(scene, "replace(%o, ", ")")
	}
	if m := noSetter.FindStringSubmatch(message); m != nil {
		return backing(scene, m[1])
	}
	if message == "can't set attribute" {
		return replaced(scene, "%o._replace(", ")")
	}
	return nil
}

// declaration is the line of a class that declares a field, or nil.
func declaration(class *language.Node, name string) *language.Node {
	for _, stmt := range class.Body() {
		a := stmt.Child(language.RoleValue)
		if !a.Is(language.Assign) {
			a = stmt
		}
		if target := a.Child(language.RoleLeft); target.Text() == name {
			return stmt
		}
	}
	return nil
}

// factory makes a fresh default for every record.
func factory(scene *language.Scene, name string) []language.Proposal {
	var stmt *language.Node
	for _, c := range scene.Failing.Tree().Root.All(language.Class) {
		if found := declaration(c, name); found != nil && decoratedAs(c, "dataclass") != nil {
			stmt = found
		}
	}
	value := stmt.Child(language.RoleValue).Child(language.RoleRight)
	if value == nil {
		return nil
	}
	made := "lambda: " + value.Text()
	switch value.Text() {
	case "[]":
		made = "list"
	case "{}":
		made = "dict"
	case "set()", "list()", "dict()":
		made = strings.TrimSuffix(value.Text(), "()")
	}
	call, edits := imported(stmt.Tree(), "field", "dataclasses")
	p := language.Proposal{
		Edits: append(edits, language.Replace(value, call+"(default_factory="+made+")")), Value: "default_factory", Score: 0.9, Why: "every record gets a " + name + " of its own",
	}
	p.Evidence = []heald.Evidence{language.Cite("code", stmt, "the default is shared otherwise", p.Score)}
	return []language.Proposal{p}
}

// imported is how a file calls a name of a module, and the import that this takes.
func imported(tree *language.Tree, name, module string) (string, []language.Edit) {
	if naming.Known(tree, name) {
		return name, nil
	}
	for _, stmt := range tree.Root.All(language.Import) {
		if stmt.Text() == "import "+module {
			return module + "." + name, nil
		}
	}
	return name, naming.AddImport(tree, "from "+module+" import "+name)
}

// decoratedAs is a definition's decorator of that name, or nil.
func decoratedAs(n *language.Node, name string) *language.Node {
	if !n.Parent.Is(language.Decorated) {
		return nil
	}
	for _, d := range n.Parent.Children {
		text, _, _ := strings.Cut(strings.TrimPrefix(d.Text(), "@"), "(")
		if d.Is(language.Decorator) && text[strings.LastIndex(text, ".")+1:] == name {
			return d
		}
	}
	return nil
}

// required moves a field without a default before those that have one. Calls by position would take another meaning: only where all
// are by keyword is it sure.
func required(scene *language.Scene, name string) []language.Proposal {
	for _, class := range scene.Failing.Tree().Root.All(language.Class) {
		stmt := declaration(class, name)
		first := firstDefault(class)
		if stmt == nil || first == nil || decoratedAs(class, "dataclass") == nil || first.Start > stmt.Start {
			continue
		}
		_, end, _ := stmt.Tree().Span(stmt.EndLine)
		start, _, _ := stmt.Tree().Span(stmt.Line)
		p := language.Proposal{
			Edits: append(writing.Before(first, stmt.Text()), language.Edit{Path: stmt.Tree().Path, Start: start, End: end}),
			Value: "required first", Score: 0.72, Why: name + " has no default and comes before those that have",
			Evidence: []heald.Evidence{language.Cite("callers", stmt, "every call names its fields", 0.72)},
		}
		for _, site := range scene.Program.Calls(class.Name) {
			if args := site.Node.Child(language.RoleArgs); args != nil && len(args.Children) > 1 && !args.Children[0].Is(language.KeywordArg) {
				p.Score, p.Evidence = 0.45, nil
			}
		}
		return []language.Proposal{p}
	}
	return nil
}

func firstDefault(class *language.Node) *language.Node {
	for _, stmt := range class.Body() {
		if a := stmt.Child(language.RoleValue); a.Is(language.Assign) && a.Child(language.RoleType) != nil && a.Child(language.RoleRight) != nil {
			return stmt
		}
	}
	return nil
}

// frozen makes a record that nobody changes one that cannot change, so that it can be a key.
func frozen(scene *language.Scene, name string) []language.Proposal {
	for _, class := range scene.Program.Classes(name) {
		decorator := decoratedAs(class, "dataclass")
		if decorator == nil || changed(scene, class) {
			continue
		}
		text := strings.TrimSuffix(decorator.Text(), ")") + ", frozen=True)"
		if !strings.Contains(decorator.Text(), "(") {
			text = decorator.Text() + "(frozen=True)"
		}
		p := language.Proposal{Edits: []language.Edit{language.Replace(decorator, text)}, Value: "frozen", Score: 0.66, Why: "a " + name + " is a key, and nobody changes one"}
		p.Evidence = []heald.Evidence{language.Cite("trace", decorator, "it is used as a key", p.Score)}
		for _, tree := range scene.Program.Trees() {
			for _, d := range tree.Root.All(language.Decorator) {
				if strings.Contains(d.Text(), "frozen=True") {
					p.Score, p.Evidence = 0.76, []heald.Evidence{language.Cite("sibling", d, "other records are declared so", 0.76)}
				}
			}
		}
		return []language.Proposal{p}
	}
	return nil
}

// changed says whether any code assigns to a field of a class's name.
func changed(scene *language.Scene, class *language.Node) bool {
	for _, field := range language.DeclaredFields(class) {
		for _, tree := range scene.Program.Trees() {
			for _, n := range tree.Root.All(language.Attribute) {
				if n.Name == field && (n.Role == language.RoleLeft || n.Parent.Is(language.AugAssign) && n.Role == language.RoleLeft) {
					return true
				}
			}
		}
	}
	return false
}

// replaced makes a changed copy where a record that may not change is assigned to, in a function that returns the record.
func replaced(scene *language.Scene, before, after string) []language.Proposal {
	fn := scene.Failing.Up(language.Function)
	stmt := scene.Failing.Statement()
	left := stmt.Child(language.RoleValue).Child(language.RoleLeft)
	if fn == nil || !left.Is(language.Attribute) || !left.Child(language.RoleObject).Is(language.Name) {
		return nil
	}
	object := left.Child(language.RoleObject).Name
	if object == language.Receiver(fn) || !givesBack(fn, object) {
		return nil
	}
	p := language.Proposal{Value: "a changed copy", Score: 0.72, Why: "a " + object + " cannot be changed: a copy is returned"}
	var edits []language.Edit
	if strings.HasPrefix(before, "replace") {
		var call string
		call, edits = imported(fn.Tree(), "replace", "dataclasses")
		before = call + strings.TrimPrefix(before, "replace")
		if len(edits) == 0 {
			p.Score = 0.84
		}
	}
	p.Edits = append(copies(fn, object, strings.Replace(before, "%o", object, 1), after), edits...)
	p.Evidence = []heald.Evidence{language.Cite("code", fn.Child(language.RoleName), "it returns the record", p.Score)}
	return []language.Proposal{p}
}

// copies writes every change of a record's field as a changed copy.
func copies(fn *language.Node, object, before, after string) []language.Edit {
	var edits []language.Edit
	for _, a := range fn.All(language.Assign, language.AugAssign) {
		target := a.Child(language.RoleLeft)
		if !target.Is(language.Attribute) || target.Child(language.RoleObject).Text() != object {
			continue
		}
		value := a.Child(language.RoleRight).Text()
		if a.Is(language.AugAssign) {
			value = target.Text() + " " + strings.TrimSuffix(a.Name, "=") + " " + value
		}
		edits = append(edits, language.Replace(a, object+" = "+before+target.Name+"="+value+after))
	}
	return edits
}

// givesBack says whether a function returns a variable.
func givesBack(fn *language.Node, name string) bool {
	for _, r := range fn.All(language.Return) {
		if r.Child(language.RoleValue).Text() == name {
			return true
		}
	}
	return false
}

// backing assigns to the attribute that a property reads.
func backing(scene *language.Scene, name string) []language.Proposal {
	fn := scene.Failing.Up(language.Function)
	if language.Receiver(fn) == "" {
		return nil
	}
	for _, m := range language.Methods(fn.Up(language.Class)) {
		read := readBy(m)
		if m.Name != name || decoratedAs(m, "property") == nil || read == nil {
			continue
		}
		p := language.Proposal{Value: read.Name, Score: 0.86, Why: name + " is read from " + read.Name}
		for _, n := range fn.All(language.Attribute) {
			if n.Name == name && n.Role == language.RoleLeft && n.Child(language.RoleObject).Text() == language.Receiver(fn) {
				p.Edits = append(p.Edits, language.Replace(n.Child(language.RoleName), read.Name))
			}
		}
		p.Evidence = []heald.Evidence{language.Cite("code", read, "the property reads this", p.Score)}
		return []language.Proposal{p}
	}
	return nil
}

// readBy is the attribute of its own object that a method gives back, or nil.
func readBy(m *language.Node) *language.Node {
	body := m.Body()
	if len(body) == 0 {
		return nil
	}
	value := body[len(body)-1].Child(language.RoleValue)
	if !value.Is(language.Attribute) || value.Child(language.RoleObject).Text() != language.Receiver(m) {
		return nil
	}
	return value
}
