package making

import (
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var notSubscriptable = regexp.MustCompile(`'([\w.]+)' object is not subscriptable`)

// Records mends a dictionary that is used as an object, and an object that is used as a dictionary.
func Records(scene *language.Scene) []language.Proposal {
	if m := notSubscriptable.FindStringSubmatch(scene.Incident.Message); m != nil {
		return asObject(scene, m[1])
	}
	m := noAttribute.FindStringSubmatch(scene.Incident.Message)
	switch {
	case m == nil:
		return nil
	case m[1] == "dict":
		return slices.Concat(asEntry(scene, m[2]), fromOrigin(scene, m[2]), asDeclared(scene, m[2]))
	case m[2] == "get":
		return asObject(scene, m[1])
	}
	return nil
}

// asObject reads attributes where entries of an object are read, wherever the function reads that object.
func asObject(scene *language.Scene, owner string) []language.Proposal {
	look := writing.Failing(scene.Failing, func(n *language.Node) bool { return entry(n) != "" })
	if look == nil {
		return nil
	}
	for _, class := range scene.Program.Classes(owner[strings.LastIndex(owner, ".")+1:]) {
		members := scene.Program.Members(class)
		p := language.Proposal{Value: "attribute", Score: 0.84, Why: "it is a " + class.Name + ", which has this as an attribute"}
		for _, n := range look.Up(language.Function, language.File).All(language.Index, language.Call) {
			if entry(n) == "" || objectOf(n).Text() != objectOf(look).Text() || writing.IsTarget(n) {
				continue
			}
			if !slices.Contains(members, entry(n)) {
				return nil
			}
			p.Edits = append(p.Edits, language.Replace(n, objectOf(n).Text()+"."+entry(n)))
		}
		p.Evidence = []heald.Evidence{language.Cite("code", class.Child(language.RoleName), "the class has the attribute", 0.84)}
		return []language.Proposal{p}
	}
	return nil
}

// entry is the literal key that an expression reads: d["x"], d.get("x"); or "".
func entry(n *language.Node) string {
	key := n.Child(language.RoleKey)
	if n.Is(language.Call) && n.Last() == "get" && n.Child(language.RoleCallee).Is(language.Attribute) && n.Child(language.RoleArgs) != nil && len(n.Child(language.RoleArgs).Children) == 1 {
		key = n.Child(language.RoleArgs).Children[0]
	}
	if !key.Is(language.String) {
		return ""
	}
	return language.Unquote(key.Text())
}

func objectOf(n *language.Node) *language.Node {
	if n.Is(language.Call) {
		return n.Child(language.RoleCallee).Child(language.RoleObject)
	}
	return n.Child(language.RoleObject)
}

// asEntry reads an entry of a dictionary where an attribute is read, wherever the function reads that dictionary.
func asEntry(scene *language.Scene, name string) []language.Proposal {
	use := attributeUse(scene, name)
	if use == nil || naming.IsCalled(use) {
		return nil
	}
	object := use.Child(language.RoleObject).Text()
	p := language.Proposal{Value: "record", Score: 0.5, Why: object + " is a dictionary"}
	if produced := scene.Program.Produced(name); len(produced) > 0 {
		p.Score, p.Evidence = 0.64, []heald.Evidence{language.Cite("code", produced[0], "it is stored under this key", 0.64)}
	}
	for _, n := range use.Up(language.Function, language.File).All(language.Attribute, language.Index) {
		switch {
		case n.Child(language.RoleObject).Text() != object:
		case n.Is(language.Index) && entry(n) != "":
			p.Score, p.Evidence = max(p.Score, 0.8), []heald.Evidence{language.Cite("code", n, "the same is read as a dictionary here", 0.8)}
		case n.Is(language.Attribute) && !naming.IsCalled(n):
			p.Edits = append(p.Edits, language.Replace(n, object+`["`+n.Name+`"]`))
		}
	}
	return []language.Proposal{p}
}

func attributeUse(scene *language.Scene, name string) *language.Node {
	return writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == name })
}

var flatteners = []string{"asdict", "vars", "_asdict", "to_dict", "as_dict", "model_dump", "dict"}

// fromOrigin keeps or makes the object where the dictionary comes from.
func fromOrigin(scene *language.Scene, name string) []language.Proposal {
	use := attributeUse(scene, name)
	if use == nil {
		return nil
	}
	var found []language.Proposal
	for _, tree := range treesOnTheWay(scene, use) {
		for _, n := range tree.Root.All(language.Assign) {
			if target := n.Child(language.RoleLeft); target.Is(language.Index, language.Attribute) {
				found = append(found, kept(n.Child(language.RoleRight))...)
			}
		}
	}
	for _, s := range scene.Sources(use.Child(language.RoleObject)) {
		if s.Via == "return" || s.Via == "assignment" || s.Via == "attribute" {
			found = append(found, kept(s.Node)...)
		}
		found = append(found, remade(scene, s, name)...)
	}
	return writing.Unique(found)
}

// treesOnTheWay are the files that the value passes through.
func treesOnTheWay(scene *language.Scene, use *language.Node) []*language.Tree {
	trees := []*language.Tree{use.Tree()}
	for _, s := range scene.Sources(use.Child(language.RoleObject)) {
		if !slices.Contains(trees, s.Node.Tree()) && !scene.Program.Support.IsTest(s.Node.Tree().Path) {
			trees = append(trees, s.Node.Tree())
		}
	}
	return trees
}

// kept stores the object itself instead of its fields.
func kept(value *language.Node) []language.Proposal {
	if !value.Is(language.Call) || !slices.Contains(flatteners, value.Last()) {
		return nil
	}
	inner := ""
	callee, args := value.Child(language.RoleCallee), value.Child(language.RoleArgs).Children
	switch {
	case callee.Is(language.Name) && len(args) == 1 && value.Last() != "dict":
		inner = args[0].Text()
	case callee.Is(language.Attribute) && len(args) == 1 && value.Last() == "asdict":
		inner = args[0].Text()
	case callee.Is(language.Attribute) && len(args) == 0:
		inner = callee.Child(language.RoleObject).Text()
	default:
		return nil
	}
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(value, inner)}, Value: "record", Score: 0.76, Why: "the object itself is read later, not its fields",
		Evidence: []heald.Evidence{language.Cite("code", value, "the object is taken apart here", 0.76)},
	}}
}

// remade makes objects of what a JSON reader gave, as the class's fields say.
func remade(scene *language.Scene, s language.Source, name string) []language.Proposal {
	if !s.Node.Is(language.Call) || !strings.HasPrefix(s.Node.Last(), "load") || !strings.Contains(s.Node.Child(language.RoleCallee).Text(), "json") {
		return nil
	}
	owners := scene.Program.Owners(name)
	if len(owners) != 1 || len(language.DeclaredFields(owners[0])) == 0 || !naming.Known(s.Node.Tree(), owners[0].Name) {
		return nil
	}
	class := owners[0]
	text, score := class.Name+"(**"+s.Node.Text()+")", 0.68
	if s.Via == "element" {
		text = "[" + class.Name + "(**fields) for fields in " + s.Node.Text() + "]"
	}
	at := class.Child(language.RoleName)
	for _, site := range scene.Program.Calls(class.Name) {
		if args := site.Node.Child(language.RoleArgs); !site.Test && args != nil && strings.HasPrefix(args.Text(), "(**") {
			score, at = 0.8, site.Node
		}
	}
	return []language.Proposal{{
		Edits: []language.Edit{language.Replace(s.Node, text)}, Value: "record", Score: score, Why: "what is read from JSON becomes a " + class.Name,
		Evidence: []heald.Evidence{language.Cite("sibling", at, "such an object is meant", score)},
	}}
}

// asDeclared makes the object that a function promises out of the fields that one of its ways out gives.
func asDeclared(scene *language.Scene, name string) []language.Proposal {
	var found []language.Proposal
	for _, class := range scene.Program.Owners(name) {
		if len(language.DeclaredFields(class)) == 0 || scene.Program.Support.IsTest(class.Tree().Path) {
			continue
		}
		for _, f := range scene.Program.Funcs() {
			if f.Test || !promises(f.Node, class) || !naming.Known(f.Node.Tree(), class.Name) {
				continue
			}
			found = append(found, fromFields(f.Node, class)...)
		}
	}
	return found
}

// promises says whether a function's declared result is an object of the class, or a collection of them.
func promises(fn, class *language.Node) bool {
	declared := strings.Trim(fn.Child(language.RoleReturns).Text(), `"'`)
	return declared == class.Name || declared == class.Name+" | None" || declared == "Optional["+class.Name+"]"
}

// fromFields makes objects at the returns that give something else by a name or a look-up, in a function that makes them elsewhere.
func fromFields(fn, class *language.Node) []language.Proposal {
	var found []language.Proposal
	for _, r := range fn.All(language.Return) {
		value := r.Child(language.RoleValue)
		if !value.Is(language.Name, language.Index, language.Attribute, language.Call) || value.Is(language.Call) && value.Last() != "get" && value.Last() != "pop" || holdsMade(fn, value, class) {
			continue
		}
		p := language.Proposal{
			Edits: []language.Edit{language.Replace(value, class.Name+"(**"+value.Text()+")")}, Value: "record", Score: 0.66, Why: fn.Name + " promises a " + class.Name,
			Evidence: []heald.Evidence{language.Cite("types", fn.Child(language.RoleReturns), "declared so", 0.66)},
		}
		for _, call := range fn.Up(language.Class, language.File).All(language.Call) {
			if slices.Contains(flatteners, call.Last()) && call.Last() != "dict" {
				p.Score, p.Evidence = 0.82, []heald.Evidence{language.Cite("code", call, "what is stored are the fields of such an object", 0.82)}
			}
		}
		found = append(found, p)
	}
	return found
}

// holdsMade says whether a returned variable holds an object that the function made.
func holdsMade(fn, value, class *language.Node) bool {
	for _, d := range language.Definitions(fn, value.Text()) {
		if d.Value.Is(language.Call) && d.Value.Last() == class.Name {
			return true
		}
	}
	return false
}
