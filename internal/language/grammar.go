package language

import (
	"fmt"
	"strings"

	"github.com/heald-dev/heald"
	sitter "github.com/tree-sitter/go-tree-sitter"
)

// Bounds of what is parsed: a hostile file must not exhaust memory or the stack.
const (
	maxSource = 2 << 20
	maxDepth  = 500
)

// Grammar maps a tree-sitter grammar to the neutral tree.
type Grammar struct {
	Language *sitter.Language
	Kinds    map[string]Kind            // by node type
	Roles    map[string]map[string]Role // by node type and field
	Order    map[string][]Role          // roles by position, for types without fields
	Names    map[string]string          // the field that holds the name; "" means the node's own text
	Drop     map[string]bool            // types that are read through: their children become their parent's

	Constructor string // the method that makes an object
	Static      string // the decorator of a method that is called on no object
}

// Parse reads one file into the neutral tree. A file with syntax errors gives a tree with Broken set; an error means that
// it is too large or nested too deeply.
func (g *Grammar) Parse(path string, source []byte) (*Tree, error) {
	if len(source) > maxSource {
		return nil, fmt.Errorf("parse %s: %d bytes, at most %d are read: %w", path, len(source), maxSource, heald.ErrExhausted)
	}
	parser := sitter.NewParser()
	defer parser.Close()
	if err := parser.SetLanguage(g.Language); err != nil {
		return nil, fmt.Errorf("parse %s: %w", path, err)
	}
	raw := parser.Parse(source, nil)
	if raw == nil {
		return nil, fmt.Errorf("parse %s: the parser gave no tree: %w", path, heald.ErrInvalid)
	}
	defer raw.Close()
	tree := &Tree{grammar: g, Path: path, Source: source, Broken: raw.RootNode().HasError(), lines: lineStarts(source)}
	root, err := g.convert(tree, raw.RootNode(), nil, 0)
	tree.Root = root
	return tree, err
}

func (g *Grammar) convert(tree *Tree, raw *sitter.Node, parent *Node, depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("parse %s: nested more than %d deep: %w", tree.Path, maxDepth, heald.ErrExhausted)
	}
	node := g.node(tree, raw, parent)
	err := g.children(tree, raw, node, depth)
	g.name(tree, raw, node)
	return node, err
}

func (g *Grammar) node(tree *Tree, raw *sitter.Node, parent *Node) *Node {
	kind, known := g.Kinds[raw.Kind()]
	if !known {
		kind = Other
	}
	return &Node{
		Kind: kind, Raw: raw.Kind(), Parent: parent, tree: tree,
		Start: int(raw.StartByte()), End: int(raw.EndByte()),
		Line: int(raw.StartPosition().Row) + 1, Column: int(raw.StartPosition().Column),
		EndLine: int(raw.EndPosition().Row) + 1,
	}
}

// children converts what stands below raw, reading through dropped types.
func (g *Grammar) children(tree *Tree, raw *sitter.Node, node *Node, depth int) error {
	position := 0
	for i := uint(0); i < raw.ChildCount(); i++ {
		child := raw.Child(i)
		switch {
		case child.IsExtra():
			comment := g.node(tree, child, node)
			tree.Comments = append(tree.Comments, comment)
			continue
		case !child.IsNamed():
			g.token(raw, child, node)
			continue
		case g.Drop[child.Kind()]:
			if err := g.children(tree, child, node, depth+1); err != nil {
				return err
			}
			continue
		}
		made, err := g.convert(tree, child, node, depth+1)
		if err != nil {
			return err
		}
		made.Role = g.role(raw, i, position)
		position++
		node.Children = append(node.Children, made)
	}
	return nil
}

func (g *Grammar) role(raw *sitter.Node, index uint, position int) Role {
	if field := raw.FieldNameForChild(uint32(index)); field != "" {
		if role, ok := g.Roles[raw.Kind()][field]; ok {
			return role
		}
		return Role(field)
	}
	if order := g.Order[raw.Kind()]; position < len(order) {
		return order[position]
	}
	return ""
}

// token keeps what the unnamed tokens say: the operator, "async", "yield from", and which parts a slice has ("_:" for a[1:]).
func (g *Grammar) token(raw, token *sitter.Node, node *Node) {
	switch node.Kind {
	case Binary, Logical, Unary, AugAssign:
		if node.Name == "" {
			node.Name = token.Kind()
		}
	case Compare:
		if node.Name != "" {
			node.Name += " "
		}
		node.Name += token.Kind()
	case Slice:
		node.Name += strings.Repeat("_", len(node.Children)-strings.Count(node.Name, "_")) + token.Kind()
	case Yield:
		if token.Kind() == "from" {
			node.Name = token.Kind()
		}
	}
	if token.Kind() == "async" {
		node.Async = true
	}
}

func (g *Grammar) name(tree *Tree, raw *sitter.Node, node *Node) {
	field, named := g.Names[raw.Kind()]
	if !named {
		if node.Kind == Param && len(node.Children) > 0 {
			node.Name = node.Children[0].Name
		}
		return
	}
	if field == "" {
		node.Name = node.Text()
		return
	}
	if child := raw.ChildByFieldName(field); child != nil {
		node.Name = string(tree.Source[child.StartByte():child.EndByte()])
	}
}
