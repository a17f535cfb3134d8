package naming

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

var (
	noAttribute = regexp.MustCompile(`'([^']+)' object has no attribute '([^']+)'`)
	noMember    = regexp.MustCompile(`(?:type object|module) '([^']+)' has no attribute '([^']+)'`)
	didYouMean  = regexp.MustCompile(`Did you mean: '([^']+)'`)
)

// MissingAttribute mends the use of an attribute that an object does not have: the name that it has, a value for every object,
// or the object that was meant.
func MissingAttribute(scene *language.Scene) []language.Proposal {
	owner, name := attributeOf(scene.Incident.Message)
	use := writing.Failing(scene.Failing, func(n *language.Node) bool { return n.Is(language.Attribute) && n.Name == name })
	if use == nil || owner == "NoneType" {
		return nil
	}
	var found []language.Proposal
	for _, class := range scene.Program.Classes(owner) {
		if scene.Program.Support.IsTest(class.Tree().Path) {
			continue
		}
		found = append(found, renamedAttribute(scene, class, use)...)
		found = append(found, initialised(scene, class, name)...)
		found = append(found, wrongObject(scene, class, use)...)
	}
	if tree := ModuleTree(scene.Program, owner); tree != nil {
		for _, have := range exported(tree) {
			if score := RenameScore(scene, name, have); score > 0.45 {
				found = append(found, AttributeNamed(use, have, score, "the module has it", tree.Root.Children[0]))
			}
		}
	}
	return append(found, notCalled(scene, use, owner)...)
}

func attributeOf(message string) (owner, name string) {
	for _, form := range []*regexp.Regexp{noAttribute, noMember} {
		if m := form.FindStringSubmatch(message); m != nil {
			return m[1][strings.LastIndex(m[1], ".")+1:], m[2]
		}
	}
	return "", ""
}

func renamedAttribute(scene *language.Scene, class, use *language.Node) []language.Proposal {
	members := scene.Program.Members(class)
	meant := ""
	if m := didYouMean.FindStringSubmatch(scene.Incident.Message); m != nil {
		meant = m[1]
	}
	var found []language.Proposal
	for _, have := range members {
		if strings.HasPrefix(have, "__") || slices.Contains(membersOf(class), use.Name) {
			continue
		}
		score := RenameScore(scene, use.Name, have)
		switch calledSo(scene, use, have) {
		case 2:
			score = max(score+0.1, 0.66)
		case 1:
			score = max(score, 0.6)
		}
		if have == meant {
			score = max(score, 0.5)
		}
		if said := SaidRenamed(scene, use.Name, have); said != "" {
			score = max(score, 0.8)
		}
		if _, _, differ := measures(use.Name, have); differ {
			score = min(score, 0.3) // another unit is another number, not another name
			found = append(found, converted(use, class, have)...)
		}
		if IsCalled(use) != (scene.Program.Method(class, have) != nil) && !property(scene, class, have) {
			score /= 2
		}
		if score >= 0.3 {
			found = append(found, AttributeNamed(use, have, score+usage(scene, have, class)*score, "the class defines "+have, class))
		}
	}
	return found
}

// calledSo says whether other code calls that method on a thing of the same name: 1 with as many arguments, 2 with the same.
func calledSo(scene *language.Scene, use *language.Node, have string) int {
	if !IsCalled(use) {
		return 0
	}
	best := 0
	args, object := use.Parent.Child(language.RoleArgs), use.Child(language.RoleObject)
	for _, site := range scene.Program.Calls(have) {
		callee := site.Node.Child(language.RoleCallee)
		if site.Test || !callee.Is(language.Attribute) || callee.Child(language.RoleObject).Last() != object.Last() || object.Last() == language.Receiver(site.Node.Up(language.Function)) {
			continue
		}
		switch theirs := site.Node.Child(language.RoleArgs); {
		case theirs.Text() == args.Text() && len(args.Children) > 0:
			best = 2
		case len(theirs.Children) == len(args.Children):
			best = max(best, 1)
		}
	}
	return best
}

func membersOf(class *language.Node) []string { return language.DeclaredFields(class) }

// unit is a measure at the end of a name, in terms of the smallest of its kind.
type unit struct {
	kind string
	size float64
}

var units = map[string]unit{
	"mg": {"mass", 1}, "g": {"mass", 1e3}, "grams": {"mass", 1e3}, "kg": {"mass", 1e6}, "kilos": {"mass", 1e6},
	"mm": {"length", 1}, "cm": {"length", 10}, "m": {"length", 1e3}, "metres": {"length", 1e3}, "meters": {"length", 1e3}, "km": {"length", 1e6},
	"us": {"time", 1}, "ms": {"time", 1e3}, "millis": {"time", 1e3}, "s": {"time", 1e6}, "sec": {"time", 1e6}, "seconds": {"time", 1e6}, "secs": {"time", 1e6},
	"min": {"time", 6e7}, "minutes": {"time", 6e7}, "h": {"time", 3.6e9}, "hours": {"time", 3.6e9},
	"lb": {"pounds", 1}, "oz": {"ounces", 1}, "ft": {"feet", 1}, "mi": {"miles", 1}, "c": {"celsius", 1}, "f": {"fahrenheit", 1},
	"cents": {"money", 1}, "eur": {"euro", 1}, "usd": {"dollar", 1}, "kb": {"kilobytes", 1}, "mb": {"megabytes", 1},
}

// measures returns the units that two names end in, when they differ in nothing else.
func measures(a, b string) (from, to unit, differ bool) {
	left, right := language.Words(a), language.Words(b)
	if len(left) < 2 || len(left) != len(right) || !slices.Equal(left[:len(left)-1], right[:len(right)-1]) {
		return unit{}, unit{}, false
	}
	from, known := units[right[len(right)-1]]
	to, wanted := units[left[len(left)-1]]
	return from, to, known && wanted && from != to
}

// converted reads an amount that the class has in another unit.
func converted(use, class *language.Node, have string) []language.Proposal {
	from, to, differ := measures(use.Name, have)
	if !differ || from.kind != to.kind {
		return nil
	}
	text := use.Child(language.RoleObject).Text() + "." + have
	if to.size > from.size {
		text += " / " + strconv.FormatFloat(to.size/from.size, 'f', -1, 64)
	} else {
		text += " * " + strconv.FormatFloat(from.size/to.size, 'f', -1, 64)
	}
	p := language.Proposal{Value: text, Score: 0.72, Why: "the class has the amount in another unit, as " + have}
	p.Evidence = []heald.Evidence{language.Cite("code", class, "the class defines "+have, 0.72)}
	for _, n := range use.Up(language.Function, language.File).All(language.Attribute) {
		if n.Text() == use.Text() {
			inside := text
			if n.Parent.Is(language.Binary, language.Unary, language.Attribute, language.Index) {
				inside = "(" + text + ")"
			}
			p.Edits = append(p.Edits, language.Replace(n, inside))
		}
	}
	return []language.Proposal{p}
}

// IsCalled says whether an attribute is what a call calls.
func IsCalled(use *language.Node) bool {
	return use.Parent.Is(language.Call) && use.Role == language.RoleCallee
}

func property(scene *language.Scene, class *language.Node, name string) bool {
	m := scene.Program.Method(class, name)
	return m == nil || m.Node.Parent.Is(language.Decorated) && strings.Contains(m.Node.Parent.Children[0].Text(), "property")
}

// usage is how much it counts that others use the name that the class has.
func usage(scene *language.Scene, name string, class *language.Node) float64 {
	for _, tree := range scene.Program.Trees() {
		for _, n := range tree.Root.All(language.Attribute) {
			if n.Name == name && n.Up(language.Class) != class {
				return 0.1
			}
		}
	}
	return 0
}

// AttributeNamed writes another name for an attribute at every identical use of the function.
func AttributeNamed(use *language.Node, name string, score float64, says string, at *language.Node) language.Proposal {
	score = min(score, 0.95)
	p := language.Proposal{Value: name, Score: score, Why: use.Name + " is called " + name}
	p.Evidence = []heald.Evidence{language.Cite("code", at, says, score)}
	fn := use.Up(language.Function, language.File)
	for _, n := range fn.All(language.Attribute) {
		if n.Text() == use.Text() {
			id := n.Child(language.RoleName)
			p.Edits = append(p.Edits, language.Replace(id, name))
		}
	}
	return p
}

// initialised gives the attribute its first value in the constructor, where other methods give it one.
func initialised(scene *language.Scene, class *language.Node, name string) []language.Proposal {
	set := scene.Program.Fields(class, name)
	init := scene.Program.Method(class, "__init__")
	if len(set) == 0 || init == nil {
		return nil
	}
	body := init.Node.Body()
	last := body[len(body)-1]
	receiver := language.Receiver(init.Node)
	for _, d := range set {
		if d.Node.Within(init.Node) {
			return nil
		}
	}
	var found []language.Proposal
	offer := func(value string, score float64, at *language.Node, says string) {
		found = append(found, language.Proposal{
			Edits: writing.Following(last, receiver+"."+name+" = "+value), Value: value, Score: score, Why: name + " has a value from the start",
			Evidence: []heald.Evidence{language.Cite("code", at, says, score)},
		})
	}
	for _, d := range set {
		switch {
		case d.Node.Parent.Is(language.AugAssign):
			if start := writing.Identity(d.Node.Parent.Name, d.Node.Parent.Child(language.RoleRight)); start != "" {
				offer(start, 0.7, d.Node, "it is added to before it has a value")
			}
		case d.Value.Is(language.None, language.List, language.Dict, language.Number, language.Bool, language.String) && len(d.Value.Text()) < 20:
			offer(d.Value.Text(), 0.68, d.Node, "it is reset to this value elsewhere")
		}
	}
	if len(found) == 0 && testsNull(class, receiver+"."+name) != nil {
		offer("None", 0.72, testsNull(class, receiver+"."+name), "the class asks whether it is None")
	}
	return found
}

func testsNull(class *language.Node, text string) *language.Node {
	for _, n := range class.All(language.Compare) {
		if n.Child(language.RoleLeft).Text() == text && n.Child(language.RoleRight).Is(language.None) {
			return n
		}
	}
	return nil
}

// wrongObject reads the attribute from the part of the object that has it.
func wrongObject(scene *language.Scene, class, use *language.Node) []language.Proposal {
	var found []language.Proposal
	for _, owner := range scene.Program.Owners(use.Name) {
		for _, field := range scene.Program.Members(class) {
			if !holds(scene, class, field, owner) {
				continue
			}
			object := use.Child(language.RoleObject)
			found = append(found, language.Proposal{
				Edits: []language.Edit{writing.Insert(use.Tree(), object.End, "."+field)}, Value: field + "." + use.Name, Score: 0.62,
				Why:      use.Name + " belongs to " + owner.Name + ", which " + class.Name + " holds as " + field,
				Evidence: []heald.Evidence{language.Cite("types", owner, "this class has the attribute", 0.62)},
			})
		}
	}
	return found
}

// holds says whether a class's field is an object of another class: by declared type, or by what it is given.
func holds(scene *language.Scene, class *language.Node, field string, owner *language.Node) bool {
	for _, d := range scene.Program.Fields(class, field) {
		if d.Value.Is(language.Call) && d.Value.Last() == owner.Name {
			return true
		}
		if t := d.Node.Parent.Child(language.RoleType); t != nil && strings.Contains(t.Text(), owner.Name) {
			return true
		}
	}
	return strings.EqualFold(strings.ReplaceAll(field, "_", ""), owner.Name)
}

// notCalled mends the use of a function where its result was meant, and the other way round.
func notCalled(scene *language.Scene, use *language.Node, owner string) []language.Proposal {
	object := use.Child(language.RoleObject)
	switch owner {
	case "function", "method", "builtin_function_or_method", "type":
		return []language.Proposal{{
			Edits: []language.Edit{writing.Insert(use.Tree(), object.End, "()")}, Value: object.Text() + "()", Score: 0.68, Why: object.Text() + " has to be called",
			Evidence: []heald.Evidence{language.Cite("trace", use, "the attribute was looked up on the function itself", 0.68)},
		}}
	}
	return nil
}

// CalledValue mends "'X' object is not callable": a property or field that was called.
func CalledValue(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "object is not callable") || strings.Contains(scene.Incident.Message, "NoneType") {
		return nil
	}
	call := writing.Failing(scene.Failing, func(n *language.Node) bool {
		return n.Is(language.Call) && n.Child(language.RoleCallee).Is(language.Attribute) && len(n.Child(language.RoleArgs).Children) == 0
	})
	if call == nil {
		return nil
	}
	callee := call.Child(language.RoleCallee)
	for _, class := range scene.Program.Owners(callee.Name) {
		if property(scene, class, callee.Name) {
			return []language.Proposal{{
				Edits: []language.Edit{language.Replace(call, callee.Text())}, Value: callee.Text(), Score: 0.8, Why: callee.Name + " is a value, not a method",
				Evidence: []heald.Evidence{language.Cite("code", class, "the class has it as a value", 0.8)},
			}}
		}
	}
	return nil
}
