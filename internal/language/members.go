package language

import (
	"slices"
	"strings"
)

// FuncOf returns the function of a node.
func (p *Program) FuncOf(node *Node) *Func {
	if node == nil {
		return nil
	}
	for _, f := range p.Funcs() {
		if f.Node == node {
			return f
		}
	}
	return nil
}

// CalledAs is the name that calls of f use: a constructor is called by its class.
func (f *Func) CalledAs() string {
	if f.Class != "" && f.Node.Constructs() {
		return f.Class
	}
	return f.Node.Name
}

// Makes lists the calls that make objects of a class: of its name, and in its own methods of what they are called on.
func (p *Program) Makes(class *Node) []CallSite {
	found := slices.Clone(p.Calls(class.Name))
	for _, m := range Methods(class) {
		if receiver := Receiver(m); receiver != "" {
			for _, site := range p.Calls(receiver) {
				if site.Node.Within(m) && site.Node.Child(RoleCallee).Is(Name) {
					found = append(found, site)
				}
			}
		}
	}
	return found
}

// callsOf lists the calls by a function's name; a constructor's are those that make objects of its class.
func (p *Program) callsOf(f *Func) []CallSite {
	if class := f.Node.Up(Class); class != nil && f.CalledAs() == class.Name {
		return p.Makes(class)
	}
	return p.Calls(f.CalledAs())
}

// Callees returns the functions of the program that a call may reach: those of the called name, narrowed to the receiver's own
// class where the call is on the receiver, and to the same file where it has one of that name.
func (p *Program) Callees(call *Node) []*Func {
	callee := call.Child(RoleCallee).Bare()
	var found []*Func
	for _, f := range p.Named(callee.Last()) {
		method := f.Class != ""
		if !f.Test && (method == callee.Is(Attribute) || callee.Is(Attribute) && !method) {
			found = append(found, f)
		}
	}
	return narrow(found, callee)
}

func narrow(found []*Func, callee *Node) []*Func {
	class := callee.Up(Class)
	own := func(f *Func) bool { return f.Node.Tree() == callee.Tree() }
	if callee.Is(Attribute) && class != nil && Receiver(callee.Up(Function)) == callee.Child(RoleObject).Text() {
		own = func(f *Func) bool { return f.Node.Up(Class) == class }
	}
	if i := slices.IndexFunc(found, own); i >= 0 {
		return []*Func{found[i]}
	}
	return found
}

// Receiver is the name of a method's own object, or "" for what is no method.
func Receiver(function *Node) string {
	if function == nil || !function.Parent.Up(Function, Class).Is(Class) {
		return ""
	}
	if params := Parameters(function); len(params) > 0 {
		return params[0].Name
	}
	return ""
}

// Bind says which argument of a call each parameter of f gets.
func Bind(call *Node, f *Func) map[string]*Node {
	params := Parameters(f.Node)
	if skipsReceiver(call, f) && len(params) > 0 {
		params = params[1:]
	}
	names := make([]string, 0, len(params))
	for _, p := range params {
		if p.Splat {
			break
		}
		names = append(names, p.Name)
	}
	return bind(call, names)
}

func skipsReceiver(call *Node, f *Func) bool {
	if f.Class == "" || static(f.Node) {
		return false
	}
	callee := call.Child(RoleCallee).Bare()
	return f.Node.Constructs() || !(callee.Is(Attribute) && callee.Child(RoleObject).Text() == f.Class)
}

// static says whether a method is called on no object.
func static(fn *Node) bool {
	return fn.Parent.Is(Decorated) && strings.TrimPrefix(fn.Parent.Children[0].Text(), "@") == fn.tree.grammar.Static
}

func bind(call *Node, names []string) map[string]*Node {
	bound, position := map[string]*Node{}, 0
	args := call.Child(RoleArgs)
	if args == nil {
		return bound
	}
	for _, arg := range args.Children {
		switch {
		case arg.Is(Splat):
			return bound
		case arg.Is(KeywordArg):
			bound[arg.Name] = arg.Children[len(arg.Children)-1]
		case position < len(names):
			bound[names[position]] = arg
			position++
		}
	}
	return bound
}

// BindFields says which argument of a constructor call each declared field gets, for classes whose constructor is made from
// their fields.
func BindFields(call *Node, class *Node) map[string]*Node {
	for _, m := range Methods(class) {
		if m.Constructs() {
			return nil
		}
	}
	return bind(call, DeclaredFields(class))
}

// Body is the statements of a class, function or loop.
func (n *Node) Body() []*Node {
	block := n.Child(RoleBody)
	if block.Is(Block) {
		return block.Children
	}
	return nil
}

// Methods returns the functions that stand directly in a class.
func Methods(class *Node) []*Node {
	var found []*Node
	for _, stmt := range class.Body() {
		if stmt.Is(Decorated) {
			stmt = stmt.Child(RoleValue)
		}
		if stmt.Is(Function) {
			found = append(found, stmt)
		}
	}
	return found
}

// Method returns the method of that name, or nil.
func (p *Program) Method(class *Node, name string) *Func {
	for _, m := range Methods(class) {
		if m.Name == name {
			return p.FuncOf(m)
		}
	}
	return nil
}

// DeclaredFields returns the names that a class's own body declares with a type or a value, in order.
func DeclaredFields(class *Node) []string {
	var names []string
	for _, stmt := range class.Body() {
		for _, c := range stmt.Children {
			if stmt.Is(ExprStmt) && c.Is(Assign) && c.Child(RoleLeft).Is(Name) {
				names = append(names, c.Child(RoleLeft).Name)
			}
		}
	}
	return names
}

// Fields returns where an attribute of a class's objects gets a value: in the class's body and through the receiver in its
// methods.
func (p *Program) Fields(class *Node, name string) []Definition {
	found := Definitions(class, name)
	for _, m := range Methods(class) {
		if receiver := Receiver(m); receiver != "" {
			found = append(found, Definitions(m, receiver+"."+name)...)
		}
	}
	return found
}

// Members returns the attributes that a class's objects have, methods and those of its bases included, sorted.
func (p *Program) Members(class *Node) []string {
	var names []string
	for _, c := range p.lineage(class) {
		names = append(names, ownMembers(c)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// lineage returns a class and all that may be its bases, each once: bases are found by name, so that a hostile or merely
// unlucky program can name them in a circle.
func (p *Program) lineage(class *Node) []*Node {
	all := []*Node{class}
	for i := 0; i < len(all); i++ {
		bases := all[i].Child(RoleBases)
		if bases == nil {
			continue
		}
		for _, base := range bases.Children {
			for _, c := range p.Classes(base.Last()) {
				if !slices.Contains(all, c) {
					all = append(all, c)
				}
			}
		}
	}
	return all
}

func ownMembers(class *Node) []string {
	names := DeclaredFields(class)
	for _, m := range Methods(class) {
		names = append(names, m.Name)
		receiver := Receiver(m)
		each(m, func(n *Node) {
			if n.Is(Attribute) && isTarget(n) && n.Child(RoleObject).Text() == receiver {
				names = append(names, n.Name)
			}
		})
	}
	return names
}

// Owners returns the classes that have an attribute or method of that name.
func (p *Program) Owners(name string) []*Node {
	var found []*Node
	for _, tree := range p.Trees() {
		if p.Support.IsTest(tree.Path) {
			continue
		}
		for _, class := range tree.Root.All(Class) {
			if len(p.Fields(class, name)) > 0 || slices.Contains(DeclaredFields(class), name) || p.Method(class, name) != nil {
				found = append(found, class)
			}
		}
	}
	return found
}

// Produced returns the values that the program stores under a literal key: in dictionary literals, subscript assignments and
// keyword arguments of calls that make a dictionary.
func (p *Program) Produced(key string) []*Node {
	var found []*Node
	for _, tree := range p.Trees() {
		if p.Support.IsTest(tree.Path) {
			continue
		}
		tree.Root.Walk(func(n *Node) bool {
			if value := stored(n, key); value != nil {
				found = append(found, value)
			}
			return true
		})
	}
	return found
}

func stored(n *Node, key string) *Node {
	switch {
	case n.Is(Pair) && len(n.Children) == 2 && n.Children[0].Is(String) && Unquote(n.Children[0].Text()) == key:
		return n.Children[1]
	case n.Is(Assign) && n.Child(RoleLeft).Is(Index):
		if k := n.Child(RoleLeft).Child(RoleKey); k.Is(String) && Unquote(k.Text()) == key {
			return n.Child(RoleRight)
		}
	}
	return nil
}

// SameTable says whether two expressions may stand for one table: their last names are the same, and attributes of the receivers of
// two classes are two tables.
func SameTable(a, b *Node) bool {
	own := func(n *Node) bool {
		return n.Is(Attribute) && n.Child(RoleObject).Text() == Receiver(n.Up(Function))
	}
	return a.Last() == b.Last() && a.Last() != "" && (!own(a) || !own(b) || a.Up(Class) == b.Up(Class))
}
