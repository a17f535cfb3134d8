package language

import (
	"bytes"
	"strings"
)

// Kind is what a node is, in words that every language shares.
type Kind string

// The kinds. A grammar's node that is none of them is Other and keeps its own name in Node.Raw.
const (
	File          Kind = "file"
	Class         Kind = "class"
	Function      Kind = "function"
	Lambda        Kind = "lambda"
	Params        Kind = "params"
	Param         Kind = "param"
	Block         Kind = "block"
	Decorated     Kind = "decorated"
	Decorator     Kind = "decorator"
	ExprStmt      Kind = "expr_stmt"
	Assign        Kind = "assign"
	AugAssign     Kind = "aug_assign"
	Return        Kind = "return"
	Raise         Kind = "raise"
	Assert        Kind = "assert"
	If            Kind = "if"
	ElseIf        Kind = "else_if"
	Else          Kind = "else"
	For           Kind = "for"
	While         Kind = "while"
	Try           Kind = "try"
	Handler       Kind = "handler"
	Finally       Kind = "finally"
	With          Kind = "with"
	Break         Kind = "break"
	Continue      Kind = "continue"
	Pass          Kind = "pass"
	Delete        Kind = "delete"
	Global        Kind = "global"
	Import        Kind = "import"
	Call          Kind = "call"
	Args          Kind = "args"
	KeywordArg    Kind = "keyword_arg"
	Splat         Kind = "splat"
	Attribute     Kind = "attribute"
	Index         Kind = "index"
	Slice         Kind = "slice"
	Name          Kind = "name"
	Number        Kind = "number"
	String        Kind = "string"
	Bool          Kind = "bool"
	None          Kind = "none"
	List          Kind = "list"
	Tuple         Kind = "tuple"
	Set           Kind = "set"
	Dict          Kind = "dict"
	Pair          Kind = "pair"
	Binary        Kind = "binary"
	Unary         Kind = "unary"
	Compare       Kind = "compare"
	Logical       Kind = "logical"
	Not           Kind = "not"
	Conditional   Kind = "conditional"
	Comprehension Kind = "comprehension"
	Clause        Kind = "clause" // "for x in xs" of a comprehension
	Filter        Kind = "filter" // "if c" of a comprehension
	Await         Kind = "await"
	Yield         Kind = "yield"
	Paren         Kind = "paren"
	Interpolation Kind = "interpolation"
	Type          Kind = "type"
	Other         Kind = "other"
)

// Role is what a node is to its parent.
type Role string

// The roles.
const (
	RoleName    Role = "name"
	RoleParams  Role = "params"
	RoleReturns Role = "returns" // the declared result type
	RoleBody    Role = "body"
	RoleElse    Role = "else"
	RoleCond    Role = "cond"
	RoleLeft    Role = "left" // also the target of an assignment, and a loop's variable
	RoleRight   Role = "right"
	RoleType    Role = "type"
	RoleValue   Role = "value"
	RoleCallee  Role = "callee"
	RoleArgs    Role = "args"
	RoleObject  Role = "object" // what is subscripted or whose attribute is read
	RoleKey     Role = "key"
	RoleBases   Role = "bases"
	RoleThen    Role = "then"
	RoleModule  Role = "module"
	RoleCause   Role = "cause"
	RoleAlias   Role = "alias"
)

// Node is one node of the neutral tree. Offsets are bytes, lines count from 1, columns are bytes from 0.
type Node struct {
	Kind     Kind
	Role     Role
	Raw      string // the grammar's own name
	Name     string // identifier, attribute, keyword, the function's or class's name, or an operator: "and", "or", "in", "not in", "is", "is not", "==", "+" …
	Start    int
	End      int
	Line     int
	Column   int
	EndLine  int
	Async    bool
	Parent   *Node
	Children []*Node

	tree *Tree
}

// Tree is one parsed file.
type Tree struct {
	Path     string
	Source   []byte
	Root     *Node
	Comments []*Node
	// Broken says that the grammar found errors: such a tree is read with care and never edited.
	Broken bool

	lines   []int // byte offset of each line's start
	grammar *Grammar
}

// Text is the node's source text.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return string(n.tree.Source[n.Start:n.End])
}

// Tree is the file that the node stands in.
func (n *Node) Tree() *Tree { return n.tree }

// Child returns the first child with the role, or nil.
func (n *Node) Child(role Role) *Node {
	if n == nil {
		return nil
	}
	for _, c := range n.Children {
		if c.Role == role {
			return c
		}
	}
	return nil
}

// Walk visits n and all below it in source order; visit says whether to go below.
func (n *Node) Walk(visit func(*Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	for _, c := range n.Children {
		c.Walk(visit)
	}
}

// All returns the nodes of the given kinds at and below n, in source order.
func (n *Node) All(kinds ...Kind) []*Node {
	var found []*Node
	n.Walk(func(m *Node) bool {
		if m.Is(kinds...) {
			found = append(found, m)
		}
		return true
	})
	return found
}

// Is says whether the node is of one of the kinds.
func (n *Node) Is(kinds ...Kind) bool {
	if n == nil {
		return false
	}
	for _, k := range kinds {
		if n.Kind == k {
			return true
		}
	}
	return false
}

// Up returns the nearest node of one of the kinds at or above n, or nil.
func (n *Node) Up(kinds ...Kind) *Node {
	for m := n; m != nil; m = m.Parent {
		if m.Is(kinds...) {
			return m
		}
	}
	return nil
}

// Bare strips parentheses.
func (n *Node) Bare() *Node {
	for n.Is(Paren) && len(n.Children) == 1 {
		n = n.Children[0]
	}
	return n
}

// Statement returns the statement that n is part of: the node whose parent is a block or the file.
func (n *Node) Statement() *Node {
	for m := n; m != nil; m = m.Parent {
		if m.Parent == nil || m.Parent.Is(Block, File) {
			return m
		}
	}
	return nil
}

// Within says whether n is at or below m.
func (n *Node) Within(m *Node) bool {
	for ; n != nil; n = n.Parent {
		if n == m {
			return true
		}
	}
	return false
}

// Qualified is the name of a function or class with its enclosing ones, as tracebacks of 3.11 and people write it: "Cart.total".
func (n *Node) Qualified() string {
	var parts []string
	for m := n; m != nil; m = m.Parent {
		if m.Is(Function, Class) {
			parts = append([]string{m.Name}, parts...)
		}
	}
	return strings.Join(parts, ".")
}

// Constructs says whether the node is a method that makes an object.
func (n *Node) Constructs() bool {
	return n.Is(Function) && n.Name == n.tree.grammar.Constructor && n.Up(Class) != nil
}

// At returns the smallest node that covers the byte range [start, end).
func (t *Tree) At(start, end int) *Node {
	best := t.Root
	t.Root.Walk(func(n *Node) bool {
		if n.Start <= start && end <= n.End {
			best = n
			return true
		}
		return false
	})
	return best
}

// Line returns the text of a line, counted from 1, without its line end; empty when there is no such line.
func (t *Tree) Line(number int) string {
	start, end, ok := t.Span(number)
	if !ok {
		return ""
	}
	return strings.TrimRight(string(t.Source[start:end]), "\r\n")
}

// LineEnd is what the file's lines end with, as its first line does.
func (t *Tree) LineEnd() string {
	if start, end, ok := t.Span(1); ok && bytes.HasSuffix(t.Source[start:end], []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// Span returns the byte range of a line, counted from 1, with its line end.
func (t *Tree) Span(number int) (start, end int, ok bool) {
	if number < 1 || number > len(t.lines) {
		return 0, 0, false
	}
	end = len(t.Source)
	if number < len(t.lines) {
		end = t.lines[number]
	}
	return t.lines[number-1], end, true
}

// Lines is the number of lines.
func (t *Tree) Lines() int { return len(t.lines) }

func lineStarts(source []byte) []int {
	starts := []int{0}
	for i, b := range source {
		if b == '\n' && i+1 < len(source) {
			starts = append(starts, i+1)
		}
	}
	return starts
}
