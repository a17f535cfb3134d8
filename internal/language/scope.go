package language

import (
	"path"
	"strings"
)

// Parameter is one parameter of a function.
type Parameter struct {
	Name    string
	Node    *Node
	Type    *Node // the annotation, or nil
	Default *Node // the default value, or nil
	Splat   bool
}

// Parameters returns a function's or lambda's parameters, the receiver included.
func Parameters(function *Node) []Parameter {
	list := function.Child(RoleParams)
	if list == nil {
		return nil
	}
	var found []Parameter
	for _, c := range list.Children {
		switch c.Kind {
		case Name:
			found = append(found, Parameter{Name: c.Name, Node: c})
		case Param:
			p := Parameter{Name: c.Name, Node: c, Type: c.Child(RoleType), Default: c.Child(RoleValue)}
			if first := c.Child(RoleName); first.Is(Splat) {
				p.Splat, p.Name = true, first.Child(RoleValue).Text()
			}
			found = append(found, p)
		case Splat:
			found = append(found, Parameter{Name: c.Child(RoleValue).Text(), Node: c, Splat: true})
		}
	}
	return found
}

// Definition is a place in a function where a name gets a value.
type Definition struct {
	Name  string
	Node  *Node // the target
	Value *Node // what it gets, when it is one expression; nil for loop variables, unpacked targets, parameters and the like
	From  *Node // what the value is taken out of, when Value is nil: the iterated or unpacked expression
	Stmt  *Node
}

// Definitions returns where name gets a value inside scope (a function, class or file), in source order, nested functions and
// classes left out. Name may be dotted: "self.rate".
func Definitions(scope *Node, name string) []Definition {
	var found []Definition
	each(scope, func(n *Node) {
		switch n.Kind {
		case Assign:
			found = append(found, targets(n.Child(RoleLeft), n.Child(RoleRight), n, name)...)
		case AugAssign:
			if n.Child(RoleLeft).Text() == name {
				found = append(found, Definition{Name: name, Node: n.Child(RoleLeft), From: n.Child(RoleRight), Stmt: n.Statement()})
			}
		case For, Clause:
			for _, d := range targets(n.Child(RoleLeft), nil, n, name) {
				d.From = n.Child(RoleRight)
				found = append(found, d)
			}
		}
	})
	return found
}

// targets finds name among the targets of one assignment.
func targets(left, right, at *Node, name string) []Definition {
	if left == nil {
		return nil
	}
	if left.Is(Tuple, List) {
		return unpacked(left, right, at, name)
	}
	if left.Text() != name {
		return nil
	}
	return []Definition{{Name: name, Node: left, Value: right, Stmt: at.Statement()}}
}

func unpacked(left, right, at *Node, name string) []Definition {
	var found []Definition
	for i, target := range left.Children {
		if target.Is(Splat) {
			target = target.Child(RoleValue)
		}
		if target.Text() != name {
			continue
		}
		d := Definition{Name: name, Node: target, From: right, Stmt: at.Statement()}
		if right.Is(Tuple, List) && len(right.Children) == len(left.Children) {
			d.Value = right.Children[i]
		}
		found = append(found, d)
	}
	return found
}

// Uses returns where name (perhaps dotted) is read inside scope, nested functions left out.
func Uses(scope *Node, name string) []*Node {
	var found []*Node
	each(scope, func(n *Node) {
		if n.Is(Name, Attribute) && n.Role != RoleName && n.Text() == name && !isTarget(n) {
			found = append(found, n)
		}
	})
	return found
}

func isTarget(n *Node) bool {
	for n.Parent.Is(Tuple, List, Splat) {
		n = n.Parent
	}
	return n.Role == RoleLeft && n.Parent.Is(Assign, For, Clause)
}

// each visits scope's own nodes: what is inside nested functions, lambdas and classes is left out.
func each(scope *Node, visit func(*Node)) {
	scope.Walk(func(n *Node) bool {
		if n != scope && n.Is(Function, Class, Lambda) {
			return false
		}
		visit(n)
		return true
	})
}

// Defines says whether the file's top level gives the name a meaning: a definition, a function, a class or an import.
func (t *Tree) Defines(name string) bool {
	if len(Definitions(t.Root, name)) > 0 {
		return true
	}
	for _, n := range t.Root.All(Import, Function, Class) {
		if n.Is(Import) && n.Up(Function, Class) == nil {
			for _, m := range n.All(Name) {
				if m.Name == name {
					return true
				}
			}
		} else if n.Name == name && n.Up(Block) == nil {
			return true
		}
	}
	return false
}

// Spelled is how a file can write a name of module level: as it is where the file knows it, or through the module that it imports
// ("settings.LIMIT") where one file alone gives it a meaning. Empty where it cannot.
func (p *Program) Spelled(name string, here *Tree) string {
	if here.Defines(name) {
		return name
	}
	var found []string
	for _, tree := range p.Trees() {
		if p.Support.IsTest(tree.Path) || len(Definitions(tree.Root, name)) == 0 {
			continue
		}
		module := strings.TrimSuffix(path.Base(tree.Path), path.Ext(tree.Path))
		if !here.imports(module) {
			module = ""
		}
		found = append(found, module)
	}
	if len(found) != 1 || found[0] == "" {
		return ""
	}
	return found[0] + "." + name
}

// imports says whether a file's top level imports something under a name, and means nothing else by it.
func (t *Tree) imports(name string) bool {
	if len(Definitions(t.Root, name)) > 0 {
		return false
	}
	for _, stmt := range t.Root.Children {
		if !stmt.Is(Import) {
			continue
		}
		for _, n := range stmt.Children {
			if n.Role != RoleModule && n.Text() == name {
				return true
			}
		}
	}
	return false
}
