package language

// Bounds of how far a value is followed back.
const (
	maxSources = 60
	maxBack    = 6
	maxCallers = 8
)

// Source is one expression that a value came from.
type Source struct {
	Node  *Node
	In    *Func  // nil at module level
	Via   string // "assignment", "argument", "return", "attribute", "element", "default", "key"
	Depth int
	step  int // index of the trace's frame it stands in, or -1
}

// Sources follows a value back from node: through assignments, arguments along the trace (and at call sites where the trace
// ends), results, attributes and keys. Nearest first.
func (s *Scene) Sources(node *Node) []Source {
	at := Source{Node: node, In: s.around(node), step: s.stepOf(node)}
	queue, seen := []Source{at}, map[*Node]bool{node: true}
	for i := 0; i < len(queue) && len(queue) < maxSources; i++ {
		if queue[i].Depth >= maxBack {
			continue
		}
		for _, next := range s.back(queue[i]) {
			if next.Node == nil || seen[next.Node] {
				continue
			}
			seen[next.Node] = true
			next.Depth = queue[i].Depth + 1
			queue = append(queue, next)
		}
	}
	return queue[1:]
}

func (s *Scene) around(node *Node) *Func {
	if f := node.Up(Function); f != nil {
		return s.Program.FuncOf(f)
	}
	return nil
}

func (s *Scene) stepOf(node *Node) int {
	for i := len(s.Steps) - 1; i >= 0; i-- {
		if f := s.Steps[i].Func; f != nil && node.Within(f.Node) {
			return i
		}
	}
	return -1
}

func (s *Scene) back(from Source) []Source {
	n := from.Node.Bare()
	switch n.Kind {
	case Await, KeywordArg:
		return []Source{{Node: n.Children[len(n.Children)-1], In: from.In, Via: from.Via, step: from.step}}
	case Conditional:
		return []Source{{Node: n.Child(RoleThen), In: from.In, step: from.step}, {Node: n.Child(RoleElse), In: from.In, step: from.step}}
	case Logical:
		return []Source{{Node: n.Child(RoleLeft), In: from.In, step: from.step}, {Node: n.Child(RoleRight), In: from.In, step: from.step}}
	case Name:
		return s.backName(from, n)
	case Attribute:
		return s.backAttribute(from, n)
	case Index:
		return s.backKey(n)
	case Call:
		return s.backCall(n)
	}
	return nil
}

func (s *Scene) backName(from Source, n *Node) []Source {
	var found []Source
	scope := n.Tree().Root
	if from.In != nil {
		scope = from.In.Node
	}
	for _, d := range Definitions(scope, n.Name) {
		if d.Value != nil {
			found = append(found, Source{Node: d.Value, In: from.In, Via: "assignment", step: from.step})
		} else if d.From != nil {
			found = append(found, Source{Node: d.From, In: from.In, Via: "element", step: from.step})
		}
	}
	if from.In == nil {
		return found
	}
	for _, p := range Parameters(from.In.Node) {
		if p.Name == n.Name {
			return append(found, s.backParameter(from, p)...)
		}
	}
	if len(found) == 0 {
		return s.backName(Source{Node: from.Node, step: -1}, n)
	}
	return found
}

func (s *Scene) backParameter(from Source, p Parameter) []Source {
	var found []Source
	if from.step > 0 {
		outer := s.Steps[from.step-1]
		for _, call := range outer.Node.All(Call) {
			if call.Child(RoleCallee).Last() != from.In.CalledAs() {
				continue
			}
			if arg := Bind(call, from.In)[p.Name]; arg != nil {
				return []Source{{Node: arg, In: outer.Func, Via: "argument", step: from.step - 1}}
			}
		}
	}
	for _, site := range s.Program.callsOf(from.In) {
		if site.Test || len(found) >= maxCallers {
			continue
		}
		if arg := Bind(site.Node, from.In)[p.Name]; arg != nil {
			found = append(found, Source{Node: arg, In: site.In, Via: "argument", step: -1})
		}
	}
	if p.Default != nil {
		found = append(found, Source{Node: p.Default, In: from.In, Via: "default", step: -1})
	}
	return found
}

func (s *Scene) backAttribute(from Source, n *Node) []Source {
	var found []Source
	for _, class := range s.ownersOf(from, n) {
		for _, d := range s.Program.Fields(class, n.Name) {
			if d.Value != nil {
				found = append(found, Source{Node: d.Value, In: s.around(d.Node), Via: "attribute", step: -1})
			}
		}
		for _, call := range s.Program.Makes(class) {
			if arg := BindFields(call.Node, class)[n.Name]; arg != nil && !call.Test {
				found = append(found, Source{Node: arg, In: call.In, Via: "attribute", step: -1})
			}
		}
		if method := s.Program.Method(class, n.Name); method != nil {
			found = append(found, returned(method)...)
		}
	}
	return found
}

// ownersOf returns the classes whose attribute n may be: the own class for the receiver, else all that define the name.
func (s *Scene) ownersOf(from Source, n *Node) []*Node {
	if from.In != nil && from.In.Class != "" {
		if params := Parameters(from.In.Node); len(params) > 0 && n.Child(RoleObject).Text() == params[0].Name {
			if class := from.In.Node.Up(Class); class != nil {
				return []*Node{class}
			}
		}
	}
	return s.Program.Owners(n.Name)
}

func (s *Scene) backKey(n *Node) []Source {
	key := n.Child(RoleKey)
	if !key.Is(String) {
		return nil
	}
	var found []Source
	for _, made := range s.Program.Produced(Unquote(key.Text())) {
		found = append(found, Source{Node: made, In: s.around(made), Via: "key", step: -1})
	}
	return found
}

func (s *Scene) backCall(n *Node) []Source {
	var found []Source
	for _, f := range s.Program.Callees(n) {
		found = append(found, returned(f)...)
	}
	return found
}

func returned(f *Func) []Source {
	var found []Source
	each(f.Node, func(n *Node) {
		if n.Is(Return) && n.Child(RoleValue) != nil {
			found = append(found, Source{Node: n.Child(RoleValue), In: f, Via: "return", step: -1})
		}
	})
	return found
}
