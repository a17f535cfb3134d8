package diagnose

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// nones adds where a None was made: by a function of ours that does not return a value on every path, or by a literal.
func (v *view) nones(r *ranking, f finding) {
	for _, s := range append([]language.Source{{Node: f.operand.Node, In: f.last.fn}}, f.sources...) {
		if s.Depth > 4 {
			break
		}
		switch n := s.Node.Bare(); {
		case n.Is(language.None):
			v.literalNone(r, s)
		case n.Is(language.Call):
			for _, callee := range v.program.Callees(n) {
				v.falling(r, callee, s.Depth)
			}
		case s.Via == "attribute" && n.Is(language.Name):
			r.add(place(n, scoreFrom, "the attribute is set from `"+n.Name+"` here, which may be None"), true)
		}
	}
}

// literalNone adds a None that stands in the code. A default or an initial value is on purpose, so that it weighs less.
func (v *view) literalNone(r *ranking, s language.Source) {
	score := scoreFrom - 0.03*float64(s.Depth)
	if s.Via == "argument" {
		score = scoreFrom + 0.05
	}
	r.add(place(s.Node, score, "None is written here"), true)
}

// falling adds the end of a function that can be reached without a result. Where the methods beside it return something else
// in each case, that is the likelier fault.
func (v *view) falling(r *ranking, f *language.Func, depth int) {
	returns, bare := results(f.Node)
	if f.Node.Async || len(f.Node.Body()) == 0 {
		return
	}
	body := f.Node.Body()
	end := body[len(body)-1]
	switch {
	case returns == 0 && v.siblingsReturn(f):
		r.add(place(lastLine(end), scoreMade, fmt.Sprintf("`%s` returns nothing, unlike the methods beside it", f.Qualified)), true)
	case returns == 0:
		r.add(place(lastLine(end), scoreFrom, fmt.Sprintf("`%s` returns nothing", f.Qualified)), true)
	case bare != nil:
		r.add(place(bare, scoreFrom-0.03*float64(depth), fmt.Sprintf("`%s` returns None here", f.Qualified)), true)
	case !ends(end):
		r.add(place(lastLine(end), scoreFrom+0.03, fmt.Sprintf("`%s` can end here without a result", f.Qualified)), true)
	}
}

func lastLine(n *language.Node) *language.Node {
	for {
		body := n.Body()
		if len(body) == 0 {
			return n
		}
		n = body[len(body)-1]
	}
}

// results counts the returns with a value, and gives the first one without or with None.
func results(function *language.Node) (int, *language.Node) {
	count := 0
	var bare *language.Node
	function.Child(language.RoleBody).Walk(func(n *language.Node) bool {
		if n.Is(language.Function, language.Class, language.Lambda) {
			return false
		}
		switch value := n.Child(language.RoleValue); {
		case n.Is(language.Yield):
			count++
		case !n.Is(language.Return):
		case value == nil || value.Is(language.None):
			if bare == nil {
				bare = n
			}
		default:
			count++
		}
		return true
	})
	return count, bare
}

// ends says whether a statement never lets the function fall through.
func ends(stmt *language.Node) bool {
	switch {
	case stmt.Is(language.Return, language.Raise):
		return true
	case stmt.Is(language.While):
		return stmt.Child(language.RoleCond).Is(language.Bool)
	case stmt.Is(language.With):
		body := stmt.Body()
		return len(body) > 0 && ends(body[len(body)-1])
	case stmt.Is(language.If):
		return endsIf(stmt)
	case stmt.Is(language.Try):
		return endsTry(stmt)
	}
	return false
}

func endsIf(stmt *language.Node) bool {
	hasElse := false
	for _, c := range stmt.Children {
		body := c
		if c.Is(language.Else, language.ElseIf) {
			hasElse = hasElse || c.Is(language.Else)
			body = c.Child(language.RoleBody)
		}
		if body.Is(language.Block) && !endsBlock(body) {
			return false
		}
	}
	return hasElse
}

func endsTry(stmt *language.Node) bool {
	for _, c := range stmt.Children {
		for _, b := range append([]*language.Node{c}, c.Children...) {
			if b.Is(language.Block) && !c.Is(language.Finally) && !endsBlock(b) {
				return false
			}
		}
	}
	return true
}

func endsBlock(block *language.Node) bool {
	return len(block.Children) > 0 && ends(block.Children[len(block.Children)-1])
}

// siblingsReturn says whether most methods of the class give a result, the object itself among them.
func (v *view) siblingsReturn(f *language.Func) bool {
	class := f.Node.Parent.Up(language.Function, language.Class)
	if !class.Is(language.Class) {
		return false
	}
	fluent := 0
	for _, m := range language.Methods(class) {
		m.Walk(func(n *language.Node) bool {
			if n.Is(language.Return) && n.Child(language.RoleValue).Text() == language.Receiver(m) {
				fluent++
			}
			return true
		})
	}
	return fluent >= 2
}

// producers adds where the documents are made that lack a key: literals with a like key, and stores into the same container.
func (v *view) producers(r *ranking, f finding) {
	index := f.operand.Node
	key := index.Child(language.RoleKey)
	container := index.Child(language.RoleObject).Last()
	for _, tree := range v.program.Trees() {
		if v.program.Support.IsTest(tree.Path) {
			continue
		}
		tree.Root.Walk(func(n *language.Node) bool {
			switch {
			case n.Is(language.Dict) && key.Is(language.String):
				v.unlike(r, n, language.Unquote(key.Text()))
			case n.Is(language.Assign) && n.Child(language.RoleLeft).Is(language.Index) && container != "":
				if left := n.Child(language.RoleLeft); left.Child(language.RoleObject).Last() == container && !left.Child(language.RoleKey).Is(language.String) {
					r.add(place(n, scoreFrom-0.05, "`"+container+"` is filled here"), true)
				}
			}
			return true
		})
	}
}

// unlike adds a dictionary literal that has a key which is nearly the missing one, but not that one.
func (v *view) unlike(r *ranking, dict *language.Node, key string) {
	var near *language.Node
	for _, pair := range dict.Children {
		if !pair.Is(language.Pair) || !pair.Children[0].Is(language.String) {
			continue
		}
		name := language.Unquote(pair.Children[0].Text())
		if name == key {
			return
		}
		if alike(name, key) {
			near = pair
		}
	}
	if near != nil {
		r.add(place(near, scoreMade-0.05, fmt.Sprintf("writes %s where %q is read", near.Children[0].Text(), key)), true)
	}
}

// noName are marks of what is no name: routes, addresses, patterns, templates.
const noName = "/:?*=&#@%<>{}()[]|\\"

// alike says whether one name contains the other or differs in a letter or two. A route is no name: /price is not the field price.
func alike(a, b string) bool {
	if strings.ContainsAny(a, noName) != strings.ContainsAny(b, noName) {
		return false
	}
	a, b = plain(a), plain(b)
	if len(a) < 3 || len(b) < 3 {
		return false
	}
	return strings.Contains(a, b) || strings.Contains(b, a) || distance(a, b) <= 1+min(len(a), len(b))/6
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

func plain(name string) string { return strings.ToLower(separators.Replace(name)) }

// distance is Levenshtein's, for names.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		corner := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := corner
			if a[i-1] != b[j-1] {
				change++
			}
			corner, row[j] = row[j], min(row[j]+1, row[j-1]+1, change)
		}
	}
	return row[len(b)]
}

var objectOf = regexp.MustCompile(`'(\w+)' object`)

// mistaken adds the argument of a caller that passes another kind of object than the parameter is meant for: its declared
// type is another one, or the other callers pass something else.
func (v *view) mistaken(r *ranking, f finding) {
	n := f.operand.Node
	if !n.Is(language.Name) || f.last.fn == nil || len(v.found) < 2 {
		return
	}
	outer := v.found[len(v.found)-2]
	for _, p := range language.Parameters(f.last.fn.Node) {
		if p.Name != n.Name || outer.node == nil {
			continue
		}
		if v.declaredOtherwise(p) || v.passedOtherwise(f.last.fn, p, outer) {
			r.add(place(outer.node, scoreMade-0.05, "the caller passes another kind of value as `"+p.Name+"` than is meant"), true)
		}
	}
}

func (v *view) declaredOtherwise(p language.Parameter) bool {
	m := objectOf.FindStringSubmatch(v.told.Message)
	if m == nil || p.Type == nil {
		return false
	}
	for _, n := range p.Type.All(language.Name) {
		if n.Name == m[1] {
			return false
		}
	}
	return true
}

// passedOtherwise says whether every other caller passes an argument of another shape.
func (v *view) passedOtherwise(f *language.Func, p language.Parameter, outer located) bool {
	mine := ""
	others := map[string]int{}
	for _, site := range v.program.Calls(f.CalledAs()) {
		arg := language.Bind(site.Node, f)[p.Name]
		switch {
		case arg == nil || site.Test:
		case site.Node.Within(outer.node) || outer.node.Within(site.Node):
			mine = arg.Last()
		default:
			others[arg.Last()]++
		}
	}
	return mine != "" && others[mine] == 0 && len(others) == 1
}
