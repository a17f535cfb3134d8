package templates

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/templates/writing"
)

// noneGuard guards a use of what may be None.
func noneGuard(scene *language.Scene) []language.Proposal {
	if !strings.Contains(scene.Incident.Message, "NoneType") {
		return nil
	}
	use, subject := nullUse(scene)
	if use == nil || writing.IsTarget(use) && !use.Parent.Is(language.AugAssign) {
		return nil
	}
	if use.Is(language.For, language.Clause, language.Assign, language.Splat, language.AugAssign) {
		use = subject
	}
	f := writing.NullFault(use, subject)
	found := append(writing.Shapes(f), atOrigin(scene, subject)...)
	if use != subject && f.Setup == nil {
		found = append(found, insteadOf(f, use, subject))
	}
	return append(found, orDefault(f, subject)...)
}

// insteadOf puts another value in the place of the null value itself.
func insteadOf(f writing.Fault, use, subject *language.Node) language.Proposal {
	return f.Hole(language.Yields, subject, 0.3, func(value string) []language.Edit {
		if writing.Clash(subject, value) {
			return nil
		}
		text := subject.Text() + " if " + f.Good + " else " + value
		if use.Is(language.Attribute, language.Index) || !subject.Parent.Is(language.Args, language.Assign, language.Return) {
			text = "(" + text + ")"
		}
		return []language.Edit{language.Replace(subject, text)}
	})
}

// atOrigin gives an attribute its default where the constructor takes it over from a parameter.
func atOrigin(scene *language.Scene, subject *language.Node) []language.Proposal {
	var found []language.Proposal
	for _, s := range scene.Sources(subject) {
		if s.Depth <= 2 && s.Node.Is(language.Name) && s.Node.Parent.Is(language.Assign) && subject.Is(language.Attribute) {
			f := writing.NullFault(s.Node, s.Node)
			found = append(found, insteadOf(f, s.Node, s.Node))
			found = append(found, orDefault(f, s.Node)...)
		}
	}
	return found
}

// nullUse finds the expression that uses None, and the operand that is None: the one the diagnosis names, else by the message.
func nullUse(scene *language.Scene) (use, subject *language.Node) {
	wanted := scene.Diagnosis.Wrong.Expression
	message := scene.Incident.Message
	_, attribute, named := strings.Cut(message, "has no attribute '")
	attribute = strings.TrimSuffix(strings.Split(attribute, "'")[0], "'")
	scan := func(n *language.Node) bool {
		operand := usedOperand(n, message, wanted)
		if operand == nil || wanted != "" && operand.Text() != wanted || named && n.Is(language.Attribute) && n.Name != attribute {
			return false
		}
		subject = operand
		return true
	}
	use = writing.Failing(scene.Failing, scan)
	if use == nil && wanted != "" {
		wanted = ""
		use = writing.Failing(scene.Failing, scan)
	}
	return use, subject
}

// usedOperand is the part of n that must not be None, by what the message says was done with it.
func usedOperand(n *language.Node, message, wanted string) *language.Node {
	switch {
	case strings.Contains(message, "has no attribute"):
		if n.Is(language.Attribute) {
			return n.Child(language.RoleObject)
		}
	case strings.Contains(message, "subscriptable"), strings.Contains(message, "item assignment"), strings.Contains(message, "item deletion"):
		if n.Is(language.Index) {
			return n.Child(language.RoleObject)
		}
	case strings.Contains(message, "not callable"):
		if n.Is(language.Call) {
			return n.Child(language.RoleCallee)
		}
	case strings.Contains(message, "is not iterable"), strings.Contains(message, "cannot unpack"):
		return iterated(n)
	case strings.Contains(message, "has no len"), strings.Contains(message, "argument must be"), strings.Contains(message, "expected string"), strings.Contains(message, "conversion from NoneType"):
		if n.Is(language.Call) && n.Child(language.RoleArgs) != nil && len(n.Child(language.RoleArgs).Children) > 0 {
			return pick(n.Child(language.RoleArgs).Children, wanted)
		}
	case n.Is(language.Binary, language.Compare, language.AugAssign):
		return pick([]*language.Node{n.Child(language.RoleLeft), n.Child(language.RoleRight)}, wanted)
	}
	return nil
}

func iterated(n *language.Node) *language.Node {
	switch {
	case n.Is(language.For, language.Clause):
		return n.Child(language.RoleRight)
	case n.Is(language.Compare) && strings.HasSuffix(n.Name, "in"):
		return n.Child(language.RoleRight)
	case n.Is(language.Assign) && n.Child(language.RoleLeft).Is(language.Tuple, language.List):
		return n.Child(language.RoleRight)
	case n.Is(language.Splat):
		return n.Child(language.RoleValue)
	}
	return nil
}

// pick chooses the operand of that text, else the first that is no constant.
func pick(operands []*language.Node, wanted string) *language.Node {
	for _, o := range operands {
		if wanted != "" && o.Text() == wanted {
			return o
		}
	}
	for _, o := range operands {
		if wanted == "" && o.Is(language.Name, language.Attribute, language.Index, language.Call) {
			return o
		}
	}
	return nil
}

// orDefault writes (x or V) for x.
func orDefault(f writing.Fault, subject *language.Node) []language.Proposal {
	if subject.Is(language.Tuple) || writing.IsTarget(subject) {
		return nil
	}
	p := f.Hole(language.Yields, subject, 0.25, func(value string) []language.Edit {
		if writing.Clash(subject, value) {
			return nil
		}
		return []language.Edit{language.Replace(subject, writing.Wrapped(subject, writing.Tight(subject)+" or "+value))}
	})
	p.Hole.Form = "or"
	return []language.Proposal{p}
}
