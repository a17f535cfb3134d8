package calling

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/naming"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// weighIdle is the score of a parameter that the base declares and that others of its kind take without using it.
const weighIdle = 0.68

// leavesAlone says whether a function that does something takes one of the parameters in text and does not use it.
func leavesAlone(f *language.Func, text string) bool {
	body := f.Node.Body()
	if len(body) == 0 || body[len(body)-1].Is(language.Raise, language.Pass) {
		return false // it only declares it
	}
	return !worksWith(f, text)
}

// declaredByBase says whether the class that a method's class builds on declares the parameters in text for it.
func declaredByBase(scene *language.Scene, f *language.Func, text string) bool {
	for _, base := range basesOf(f.Node.Up(language.Class)) {
		for _, class := range scene.Program.Classes(base) {
			if m := scene.Program.Method(class, f.Node.Name); m != nil && named(ownParameters(m), text) {
				return true
			}
		}
	}
	return false
}

// named says whether all parameters in text are among some, by their names.
func named(params []language.Parameter, text string) bool {
	names := map[string]bool{}
	for _, p := range params {
		names[p.Name] = true
	}
	for _, one := range strings.Split(text, ",") {
		if !names[nameIn(one)] {
			return false
		}
	}
	return true
}

// nameIn is the name in a parameter's text: "user" in "user: str = None".
func nameIn(text string) string {
	return strings.TrimSpace(strings.FieldsFunc(text+" ", func(r rune) bool { return r == ':' || r == '=' })[0])
}

func basesOf(class *language.Node) []string {
	var names []string
	if list := class.Child(language.RoleBases); list != nil {
		for _, base := range list.Children {
			names = append(names, base.Last())
		}
	}
	return names
}

// handedOn gives what a method newly takes in the calls by which overriding methods reach it, where they have it themselves.
func handedOn(scene *language.Scene, f *language.Func, text string) []language.Edit {
	if f.Class == "" || strings.Contains(text, ",") || strings.Contains(text, "*") {
		return nil
	}
	name := nameIn(text)
	var edits []language.Edit
	for _, site := range scene.Program.Calls(f.Node.Name) {
		args := site.Node.Child(language.RoleArgs)
		if site.Test || site.In == nil || !args.Is(language.Args) || !slices.Contains(basesOf(site.Node.Up(language.Class)), f.Class) || !throughSuper(site.Node) || !takesNamed(site.In, name) {
			continue
		}
		if strings.Contains(args.Text(), name+"=") {
			continue
		}
		lead := ""
		if len(args.Children) > 0 {
			lead = ", "
		}
		edits = append(edits, writing.Insert(args.Tree(), args.End-1, lead+name+"="+name))
	}
	return edits
}

// throughSuper says whether a call is of the base's method: super().run(…).
func throughSuper(call *language.Node) bool {
	object := call.Child(language.RoleCallee).Child(language.RoleObject)
	return object.Is(language.Call) && object.Last() == "super"
}

// starred is what has to stand before parameters that the sibling takes by keyword only, where f takes none so yet.
func starred(f, sibling *language.Func, text string) string {
	_, words := naming.Split(sibling.Node)
	_, mine := naming.Split(f.Node)
	if !slices.Contains(words, nameIn(text)) || len(mine) > 0 || strings.Contains(f.Node.Child(language.RoleParams).Text(), "*") {
		return ""
	}
	return "*, "
}
