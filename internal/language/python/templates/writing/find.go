// Package writing is how edits of Python source are written: guards, insertions and replacements that keep the form of the
// file around them.
package writing

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// Failing finds the node that crashed at, around or below the one that was marked.
func Failing(n *language.Node, fits func(*language.Node) bool) *language.Node {
	for m := n; m != nil && !m.Is(language.Block, language.File); m = m.Parent {
		if fits(m) {
			return m
		}
		if m.Parent.Is(language.Block, language.File) {
			break
		}
	}
	var below *language.Node
	n.Walk(func(m *language.Node) bool {
		if m.Is(language.Block) {
			return false
		}
		if below == nil && fits(m) {
			below = m
		}
		return below == nil
	})
	return below
}

// IsTarget says whether an expression is assigned to or deleted.
func IsTarget(n *language.Node) bool {
	for m := n; m != nil && !m.Is(language.Block); m = m.Parent {
		if m.Role == language.RoleLeft && m.Parent.Is(language.Assign, language.AugAssign) || m.Parent.Is(language.Delete) {
			return true
		}
	}
	return false
}

// Identity is the value that an accumulator of such things starts from, or "".
func Identity(operator string, added *language.Node) string {
	switch added = added.Bare(); {
	case added.Is(language.List) || added.Is(language.Comprehension) && added.Raw == "list_comprehension":
		return "[]"
	case added.Is(language.String):
		return `""`
	case added.Is(language.Tuple):
		return "()"
	case operator == "+=" || operator == "-=":
		return "0"
	}
	return ""
}

// KeyNames are the names of what is missing: the literal, or the variable.
func KeyNames(scene *language.Scene, key *language.Node) []string {
	var names []string
	if key.Is(language.String) {
		names = append(names, language.Unquote(key.Text()))
	} else if name := key.Last(); name != "" {
		names = append(names, name)
	}
	return names
}

// Lookup takes a subscript or a pop apart.
func Lookup(n *language.Node) (container, key *language.Node) {
	if n.Is(language.Call) {
		return n.Child(language.RoleCallee).Child(language.RoleObject), n.Child(language.RoleArgs).Children[0]
	}
	return n.Child(language.RoleObject), n.Child(language.RoleKey)
}

// Plural is a name for what a split gives.
func Plural(name string) string {
	switch name {
	case "split", "rsplit", "splitlines", "found":
		return "parts"
	}
	return name
}

// Unique leaves out proposals of the same edits.
func Unique(proposals []language.Proposal) []language.Proposal {
	var found []language.Proposal
	for _, p := range proposals {
		if !slices.ContainsFunc(found, func(o language.Proposal) bool { return slices.Equal(o.Edits, p.Edits) }) {
			found = append(found, p)
		}
	}
	return found
}

// First is the first child of a kind, or nil.
func First(n *language.Node, kind language.Kind) *language.Node {
	for _, c := range n.Children {
		if c.Is(kind) {
			return c
		}
	}
	return nil
}

// Docs is the text that documents a function, class or file, or nil.
func Docs(node *language.Node) *language.Node {
	body := node.Children
	if !node.Is(language.File) {
		body = node.Body()
	}
	if len(body) > 0 && body[0].Is(language.ExprStmt) && body[0].Child(language.RoleValue).Is(language.String) {
		return body[0].Child(language.RoleValue)
	}
	return nil
}

// FirstOf is a function's first statement after what documents it.
func FirstOf(fn *language.Node) *language.Node {
	body := fn.Body()
	if Docs(fn) != nil && len(body) > 1 {
		return body[1]
	}
	return body[0]
}
