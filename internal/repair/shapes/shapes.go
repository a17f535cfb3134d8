// Package shapes compares expressions by how they are built: what corresponds to what, which part of an element a loop takes, what
// stands at the other end of a list.
package shapes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/repair/guards"
)

// Outward is the expression that n is an operand of.
func Outward(n *language.Node) *language.Node {
	p := n.Parent
	for p.Is(language.Paren) {
		p = p.Parent
	}
	if p.Is(language.Binary, language.Compare, language.Index, language.Call, language.Args) {
		if p.Is(language.Args) {
			return p.Parent
		}
		return p
	}
	return nil
}

// Unify records what each part of theirs is called in mine. Where the two differ in kind, the whole part stands for the other,
// unless it is a constant: that one means itself.
func Unify(theirs, mine *language.Node, words map[string]string) bool {
	theirs, mine = theirs.Bare(), mine.Bare()
	if theirs.Is(language.Binary, language.Compare, language.Call, language.Args, language.Index) && theirs.Kind == mine.Kind && theirs.Name == mine.Name && len(theirs.Children) == len(mine.Children) {
		for i := range theirs.Children {
			if !Unify(theirs.Children[i], mine.Children[i], words) {
				return false
			}
		}
		if !theirs.Is(language.Index) {
			return true
		}
	}
	a, b := guards.Plain(theirs), mine.Text()
	if theirs.Is(language.Number, language.String, language.Bool, language.None) {
		return a == guards.Plain(mine)
	}
	if known, ok := words[a]; ok {
		return known == b
	}
	words[a] = b
	return true
}

// Pick is how a loop settles a variable: under a condition it takes the element, or a part of it, which stays when the loop ends.
type Pick struct {
	Loop  *language.Node
	Cond  string // with the element's parts in neutral words
	Over  string // what is gone over
	Part  int    // which part of the element; -1: all of it
	Named string
}

// Picks finds the loops of a function that settle a variable, or the one of that name.
func Picks(fn *language.Node, name string) []Pick {
	var found []Pick
	for _, loop := range fn.All(language.For) {
		for _, a := range loop.All(language.Assign) {
			branch := a.Up(language.If, language.For)
			target := a.Child(language.RoleLeft)
			if !branch.Is(language.If) || !target.Is(language.Name) || name != "" && target.Name != name {
				continue
			}
			if part, ok := partOf(loop.Child(language.RoleLeft), a.Child(language.RoleRight)); ok {
				found = append(found, Pick{loop, inParts(branch.Child(language.RoleCond), loop.Child(language.RoleLeft)), loop.Child(language.RoleRight).Text(), part, target.Name})
			}
		}
	}
	return found
}

// partOf says which part of a loop's element an expression is: slot is all of it, slot[1] and the second name of a tuple one part.
func partOf(element, n *language.Node) (int, bool) {
	n = n.Bare()
	switch {
	case element.Is(language.Tuple, language.List):
		i := slices.IndexFunc(element.Children, func(c *language.Node) bool { return c.Text() == n.Text() })
		return i, i >= 0
	case n.Text() == element.Text():
		return -1, true
	case n.Is(language.Index) && n.Child(language.RoleObject).Text() == element.Text() && n.Child(language.RoleKey).Is(language.Number):
		var i int
		_, err := fmt.Sscan(n.Child(language.RoleKey).Text(), &i)
		return i, err == nil
	}
	return 0, false
}

// inParts writes a condition with the element's parts called by their numbers.
func inParts(cond, element *language.Node) string {
	text, at := "", cond.Start
	cond.Walk(func(n *language.Node) bool {
		if n.Start < at || !n.Is(language.Name, language.Index) {
			return true
		}
		part, ok := partOf(element, n)
		if !ok {
			return true
		}
		text += string(cond.Tree().Source[at:n.Start]) + fmt.Sprintf("<%d>", part)
		at = n.End
		return false
	})
	return text + string(cond.Tree().Source[at:cond.End])
}

// Texts joins the elements of a list of texts, or is "".
func Texts(n *language.Node) string {
	if !n.Is(language.List, language.Tuple) || len(n.Children) < 2 {
		return ""
	}
	var words []string
	for _, c := range n.Children {
		if !c.Is(language.String) {
			return ""
		}
		words = append(words, language.Unquote(c.Text()))
	}
	return strings.Join(words, "\x00")
}

// BeforeFirst says whether an expression is for an index below zero.
func BeforeFirst(n *language.Node) bool {
	branch := n.Up(language.If, language.Function)
	cond := branch.Child(language.RoleCond).Bare()
	return branch.Is(language.If) && n.Within(branch.Child(language.RoleBody)) && cond.Is(language.Compare) && cond.Name == "<" && cond.Child(language.RoleRight).Text() == "0"
}

// Mirror is what is returned for the last element, for the first: xs[-1] - day becomes xs[0] + day.
func Mirror(n *language.Node) string {
	first := n.Child(language.RoleObject).Text() + "[0]"
	p := n.Parent
	if p.Is(language.Return) {
		return first
	}
	if !p.Is(language.Binary) || n.Role != language.RoleLeft || !p.Parent.Is(language.Return) {
		return ""
	}
	right := p.Child(language.RoleRight)
	if !right.Is(language.Name, language.Number, language.Attribute) || right.Is(language.Name) && right.Name != strings.ToUpper(right.Name) {
		return ""
	}
	switch p.Name {
	case "-":
		return first + " + " + right.Text()
	case "+":
		return first + " - " + right.Text()
	}
	return ""
}

// Member is what is read of a value right where it stands within n: "mail" of profile.mail and of profile["mail"].
func Member(n *language.Node, subject string) string {
	found := ""
	n.Walk(func(m *language.Node) bool {
		if m.Text() == subject && m.Role == language.RoleObject && found == "" {
			if m.Parent.Is(language.Attribute) || m.Parent.Is(language.Index) && m.Parent.Child(language.RoleKey).Is(language.String) {
				found = m.Parent.Last()
			}
		}
		return found == ""
	})
	return found
}

// Side is ">" where a comparison asks whether the operand of that text is the greater one, "<" for the smaller, "" for others.
func Side(n *language.Node, operand string) string {
	if !n.Is(language.Compare) || len(n.Children) != 2 || !slices.Contains([]string{"<", "<=", ">", ">="}, n.Name) {
		return ""
	}
	operator := n.Name
	switch operand {
	case n.Child(language.RoleLeft).Text():
	case n.Child(language.RoleRight).Text():
		operator = guards.Mirrored(operator)
	default:
		return ""
	}
	return operator[:1]
}

// Reckoned is what is made of an expression on the way to the statement that holds it: the operations, with their constants.
func Reckoned(n *language.Node) []string {
	var found []string
	for ; n.Parent != nil && !n.Is(language.Block); n = n.Parent {
		if n.Parent.Is(language.Binary) {
			for _, c := range n.Parent.Children {
				switch {
				case c == n:
				case c.Is(language.Number):
					found = append(found, n.Parent.Name+" "+c.Text())
				default:
					found = append(found, n.Parent.Name)
				}
			}
		}
	}
	return found
}
