package shapes

import (
	"regexp"
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// Stance is how a reader of a value meets its being nothing.
type Stance int

// The stances.
const (
	Unprepared Stance = iota // it asks nothing
	AsksNull                 // it asks whether it is null
	AsksTruth                // it asks whether there is anything in it
)

// Meets says what a read asks of the value where it stands.
func Meets(n *language.Node) Stance {
	for n.Parent.Is(language.Paren) {
		n = n.Parent
	}
	p := n.Parent
	switch {
	case p.Is(language.Compare) && slices.ContainsFunc(p.Children, func(c *language.Node) bool { return c.Is(language.None) }):
		return AsksNull
	case p.Is(language.Logical) && (n.Role == language.RoleLeft || n.Up(language.If, language.ElseIf, language.Conditional, language.Filter, language.Block).Is(language.If, language.ElseIf, language.Filter)),
		p.Is(language.Not),
		p.Is(language.If, language.ElseIf, language.While, language.Conditional, language.Filter) && n.Role == language.RoleCond:
		return AsksTruth
	}
	return Unprepared
}

var number = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// KindOf is the kind of literal that a value is by how it begins, or "".
func KindOf(value string) language.Kind {
	numeric := number.MatchString(value)
	switch {
	case value == "":
		return ""
	case value[0] == '"' || value[0] == '\'':
		return language.String
	case value[0] == '[':
		return language.List
	case value[0] == '{':
		return language.Dict
	case numeric:
		return language.Number
	}
	return ""
}

// Fold is how a result is put together with others.
type Fold int

// The folds.
const (
	NoFold Fold = iota
	Gone        // it is gone through
	Added       // it is added to what there is
)

// FoldOf says how the value of an expression is put together with others where it stands.
func FoldOf(n *language.Node) Fold {
	for n.Parent.Is(language.Await, language.Paren) {
		n = n.Parent
	}
	switch p := n.Parent; {
	case p.Is(language.For, language.Clause) && n.Role == language.RoleRight:
		return Gone
	case p.Is(language.AugAssign) && p.Name == "+=" && n.Role == language.RoleRight:
		return Added
	}
	return NoFold
}
