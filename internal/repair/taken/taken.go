// Package taken finds what a commit took away that had said a value: the default of a field, of a parameter or of an option, an
// argument, an entry, the other arm of an expression.
package taken

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

// Value is what stood for a name before a commit, and does so no more.
type Value struct {
	Name  string
	Text  string         // the value, as source text
	At    *language.Node // where it stood, in the tree before
	Scope string         // the class or function around it
	// Null says that the commit put the null value in its place, or declared that it may be.
	Null bool
}

// place is one spot that gives a name a value.
type place struct {
	kind     string
	name     string
	at       *language.Node // the target, parameter, argument or entry
	value    *language.Node // nil where none is given
	declared string
}

// Values compares files with what they were before.
func Values(program *language.Program, before []*language.Tree, idioms *language.Idioms) []Value {
	var found []Value
	for _, old := range before {
		now, err := program.Tree(old.Path)
		if err != nil {
			continue
		}
		was, is := places(old, idioms), places(now, idioms)
		for _, p := range was {
			if v, ok := p.lost(was, is, idioms); ok {
				found = append(found, v)
			}
		}
	}
	return found
}

// lost is what a place said that its counterpart does not say. Where there are several of its kind, nobody knows which is which.
func (p place) lost(was, is []place, idioms *language.Idioms) (Value, bool) {
	alike := func(other place) bool { return other.key() == p.key() }
	text := stated(p.value, idioms)
	if text == "" || count(was, alike) > 1 || count(is, alike) > 1 {
		return Value{}, false
	}
	v := Value{Name: p.name, Text: text, At: p.at, Scope: scope(p.at)}
	i := slices.IndexFunc(is, alike)
	if i < 0 {
		return v, p.at.Is(language.KeywordArg, language.Pair)
	}
	now := is[i]
	admits := func(declared string) bool { return idioms.Optional != nil && idioms.Optional(declared) }
	v.Null = now.value.Is(language.None) || admits(now.declared) && !admits(p.declared)
	return v, stated(now.value, idioms) == ""
}

func count(places []place, like func(place) bool) int {
	n := 0
	for _, p := range places {
		if like(p) {
			n++
		}
	}
	return n
}

// key is equal for the same spot before and after.
func (p place) key() string {
	key := scope(p.at) + "|" + p.kind + "|" + p.name
	if p.at.Is(language.KeywordArg) {
		key += "|" + p.at.Parent.Parent.Child(language.RoleCallee).Text()
	}
	return key
}

func scope(n *language.Node) string { return n.Up(language.Function, language.Class).Qualified() }

// places lists the spots of a file that give a name a value.
func places(tree *language.Tree, idioms *language.Idioms) []place {
	var found []place
	tree.Root.Walk(func(n *language.Node) bool {
		switch n.Kind {
		case language.Assign:
			if left := n.Child(language.RoleLeft); left.Is(language.Name, language.Attribute) {
				found = append(found, place{"target", left.Last(), left, n.Child(language.RoleRight), n.Child(language.RoleType).Text()})
			}
		case language.Function, language.Lambda:
			for _, p := range language.Parameters(n) {
				found = append(found, place{"parameter", p.Name, p.Node, p.Default, p.Type.Text()})
			}
		case language.KeywordArg:
			if !gives.MatchString(n.Name) {
				found = append(found, place{"argument", n.Name, n, n.Children[len(n.Children)-1], ""})
			}
		case language.Pair:
			if len(n.Children) == 2 && n.Children[0].Is(language.String) {
				found = append(found, place{"entry", language.Unquote(n.Children[0].Text()), n, n.Children[1], ""})
			}
		case language.Call:
			if name := option(n); name != "" {
				found = append(found, place{"option", name, n, n, ""})
			}
		}
		return true
	})
	return found
}

// option is the name that a call declares an option by, or "": its first texts, those that begin with a dash before others.
func option(call *language.Node) string {
	args, name := call.Child(language.RoleArgs), ""
	if args == nil || !slices.ContainsFunc(args.Children, func(a *language.Node) bool { return a.Is(language.String) }) || call.Parent.Is(language.Assign) {
		return ""
	}
	for _, a := range args.Children {
		if !a.Is(language.String) {
			break
		}
		if text := language.Unquote(a.Text()); name == "" || strings.HasPrefix(text, "--") {
			name = text
		}
	}
	return strings.ReplaceAll(strings.TrimLeft(name, "-"), "-", "_")
}

// gives are the arguments by which a declaration says what stands in.
var gives = regexp.MustCompile(`^((\w+_)?default(_factory|_value)?|fallback|missing|initial|factory)$`)

// stated is the value that an expression says for the case that there is no other, as source text, or "". Null is none.
func stated(n *language.Node, idioms *language.Idioms) string {
	n = n.Bare()
	switch {
	case n == nil, n.Is(language.None):
		return ""
	case n.Is(language.Call):
		return called(n, idioms)
	case n.Is(language.Logical) && n.Name == "or":
		return stated(n.Child(language.RoleRight), idioms)
	case n.Is(language.Conditional):
		for _, arm := range []language.Role{language.RoleThen, language.RoleElse} {
			if guards.Fixed(n.Child(arm)) {
				return stated(n.Child(arm), idioms)
			}
		}
		return ""
	case n.Is(language.List, language.Dict, language.Tuple) && len(n.Children) > 0 || n.Line != n.EndLine || !guards.Constant(n):
		return ""
	}
	return n.Text()
}

// called is the value that a call states: as a declaration's default, or as what a look-up gives for what is missing.
func called(call *language.Node, idioms *language.Idioms) string {
	args, callee := call.Child(language.RoleArgs), call.Child(language.RoleCallee).Bare()
	if args == nil {
		return ""
	}
	for _, arg := range args.Children {
		if arg.Is(language.KeywordArg) && gives.MatchString(arg.Name) {
			return plain(arg.Children[len(arg.Children)-1], idioms)
		}
	}
	for _, d := range idioms.Defaults {
		if d.Callee == callee.Last() && d.Method == callee.Is(language.Attribute) && d.Value >= 0 {
			return stated(guards.Argument(args, d.Value, d.Keyword), idioms)
		}
	}
	if guards.Fixed(call) && call.Up(language.Function) != nil && len(args.Children) > 0 {
		return call.Text() // Decimal("0")
	}
	return ""
}

// plain is the value of a declaration's argument. Databases are told numbers as text, and what makes a value is named, not called.
func plain(n *language.Node, idioms *language.Idioms) string {
	if n.Is(language.Call) && len(n.Child(language.RoleArgs).Children) == 1 {
		n = n.Child(language.RoleArgs).Children[0]
	}
	if n.Is(language.Name) && idioms.Neutral != nil {
		if values := idioms.Neutral(n.Name); len(values) > 0 {
			return values[0]
		}
	}
	text := stated(n, idioms)
	if inside := language.Unquote(text); n.Is(language.String) && inside != "" {
		if _, err := strconv.ParseFloat(inside, 64); err == nil {
			return inside
		}
	}
	return text
}

// Idle says whether a value changes nothing in the operation that n is an operand of.
func Idle(n *language.Node, value string) bool {
	for n.Parent.Is(language.Paren) {
		n = n.Parent
	}
	p := n.Parent
	if number, err := strconv.ParseFloat(value, 64); err == nil {
		return p.Is(language.Binary) && idle[p.Name+" "+string(n.Role)] == strconv.FormatFloat(number, 'g', -1, 64)
	}
	nothing := slices.Contains([]string{`""`, "''", "[]", "{}", "()"}, value)
	return nothing && (p.Is(language.Binary) && p.Name == "+" || p.Is(language.For, language.Clause) && n.Role == language.RoleRight)
}

// idle is the number that changes nothing on one side of an operator.
var idle = map[string]string{"+ left": "0", "+ right": "0", "- right": "0", "* left": "1", "* right": "1", "/ right": "1"}

// Feeds says whether the value is on the way to the subject: a field or an entry of that name is read, or a source of the subject lies in the
// class or function where the value stood.
func (v Value) Feeds(scene *language.Scene, subject *language.Node) bool {
	if len(v.Name) < 2 {
		return false
	}
	if b := subject.Bare(); b.Is(language.Attribute) && b.Name == v.Name || b.Is(language.Index) && language.Unquote(b.Child(language.RoleKey).Text()) == v.Name {
		return true
	}
	here := func(n *language.Node) bool { return n.Tree().Path == v.At.Tree().Path && scope(n) == v.Scope }
	return here(subject) || slices.ContainsFunc(scene.Sources(subject), func(s language.Source) bool { return here(s.Node) })
}
