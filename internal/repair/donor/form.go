package donor

import (
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// mark stands in a form for what it is made of.
const mark = "\x00"

// form is how a key is made: "outward(·)" of what stands within.
type form struct {
	text  string
	atom  *language.Node   // what it is made of
	words []*language.Node // the names that it looks up besides
}

// formOf takes a key apart. A variable with one definition is what it is defined as; it may be the parameter that is made fit.
func formOf(key *language.Node) form {
	f := peeled(key.Bare())
	if made := settled(f.atom); made != nil {
		inner := peeled(made.Bare())
		if !inner.atom.Is(language.Name) && inner.text == mark {
			return f
		}
		return form{strings.Replace(f.text, mark, inner.text, 1), inner.atom, append(f.words, inner.words...)}
	}
	return f
}

// settled is the one value that a local variable gets before it is used, or nil.
func settled(n *language.Node) *language.Node {
	fn := n.Up(language.Function)
	if fn == nil || !n.Is(language.Name) {
		return nil
	}
	defs := language.Definitions(fn, n.Name)
	if len(defs) != 1 || defs[0].Value == nil || defs[0].Stmt.Start >= n.Start || n.Within(defs[0].Stmt) {
		return nil
	}
	if parameter(fn, n.Name) && peeled(defs[0].Value).atom.Text() != n.Name {
		return nil
	}
	return defs[0].Value
}

// peeled takes off what is done to a value: calls of functions, methods without arguments of the value's kind, parts by number.
func peeled(n *language.Node) form {
	inner, words := operand(n)
	if inner == nil {
		return form{text: mark, atom: n}
	}
	f := peeled(inner.Bare())
	text := n.Text()
	return form{text[:inner.Start-n.Start] + f.text + text[inner.End-n.Start:], f.atom, append(words, f.words...)}
}

// operand is the one value that an expression makes another of, and the names that it looks up besides; nil for what is no such thing.
func operand(n *language.Node) (*language.Node, []*language.Node) {
	switch {
	case n.Is(language.Call):
		return argument(n)
	case n.Is(language.Index) && n.Child(language.RoleKey).Is(language.Number, language.Slice, language.Unary):
		return n.Child(language.RoleObject), nil
	case n.Is(language.Binary):
		left, right := n.Child(language.RoleLeft), n.Child(language.RoleRight)
		if left.Is(language.String) {
			return right, nil
		}
		if right.Is(language.String) {
			return left, nil
		}
	case n.Is(language.String):
		if parts := n.All(language.Interpolation); len(parts) == 1 && parts[0].Child(language.RoleValue) != nil {
			return parts[0].Child(language.RoleValue), nil
		}
	}
	return nil, nil
}

// argument is what a call is about: the object of a method that is given constants only, or the one argument that is none.
func argument(call *language.Node) (*language.Node, []*language.Node) {
	callee, args := call.Child(language.RoleCallee), call.Child(language.RoleArgs)
	if !args.Is(language.Args) || !callee.Is(language.Name, language.Attribute) {
		return nil, nil
	}
	open := slices.DeleteFunc(slices.Clone(args.Children), fixed)
	object := callee.Child(language.RoleObject)
	switch {
	case len(open) == 0 && callee.Is(language.Attribute) && !ownPart(object):
		return object, nil
	case len(open) != 1 || open[0].Is(language.KeywordArg, language.Splat, language.Comprehension, language.Lambda):
		return nil, nil
	case callee.Is(language.Name):
		return open[0], []*language.Node{callee}
	case holder(object):
		return open[0], []*language.Node{object}
	}
	return nil, nil
}

// holder says whether an expression holds functions: the receiver, or a name of the file.
func holder(n *language.Node) bool {
	return n.Is(language.Name) && (ownPart(n) || n.Tree().Defines(n.Name))
}

// ownPart says whether an expression is the object that a method is called on.
func ownPart(n *language.Node) bool {
	return n.Is(language.Name) && n.Name == language.Receiver(n.Up(language.Function))
}

// fixed says whether an argument is a constant.
func fixed(arg *language.Node) bool {
	if arg.Is(language.KeywordArg) {
		arg = arg.Children[len(arg.Children)-1]
	}
	return arg.Is(language.String, language.Number, language.Bool, language.None) && len(arg.All(language.Interpolation)) == 0
}

// of writes the form for another thing.
func (f form) of(text string) string { return strings.Replace(f.text, mark, text, 1) }

func (f form) plain() bool { return f.text == mark }

// over says whether what a form is made of is the element of a loop over a container: such a key is in it as it is.
func (f form) over(container string) bool {
	fn := f.atom.Up(language.Function)
	if fn == nil || !f.atom.Is(language.Name) {
		return false
	}
	for _, d := range language.Definitions(fn, f.atom.Name) {
		if d.From != nil && slices.ContainsFunc(d.From.All(language.Name, language.Attribute), func(n *language.Node) bool { return n.Text() == container }) {
			return true
		}
	}
	return false
}
