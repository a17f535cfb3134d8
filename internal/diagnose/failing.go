package diagnose

import (
	"strings"
	"unicode/utf8"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
)

// point finds the failing expression of a verified frame: what the trace marks, else what on the line can raise such an error,
// else the statement.
func (v *view) point(l *located, e heald.Exception) {
	if l.site.Match == heald.MatchUnverified {
		return
	}
	l.node = v.pointed(l, e)
	if n := l.node; n != nil {
		l.site.Start, l.site.End, l.site.Expression = n.Start, n.End, shorten(n.Text())
	}
}

func (v *view) pointed(l *located, e heald.Exception) *language.Node {
	if n := marked(l); n != nil {
		return n
	}
	n := first(l.tree, l.site.Line)
	if n == nil || n.Is(language.File) {
		return nil
	}
	stmt := oneLiner(n.Statement(), l)
	if stmt.Is(language.Raise, language.Assert, language.Import) {
		return stmt
	}
	line := onLine(stmt, l.site.Line)
	if !l.innermost {
		return v.called(l, e, stmt, line)
	}
	if marks(e) {
		if found := v.crashes.Failing(e, starting(line, n.Start)); found != nil {
			return found
		}
	}
	if found := v.crashes.Failing(e, line); found != nil {
		return found
	}
	return whole(stmt)
}

// oneLiner is the statement that runs where a definition has its body on its own line: the frame is the function's, so not the definition.
func oneLiner(stmt *language.Node, l *located) *language.Node {
	body := stmt.Child(language.RoleBody)
	called := l.frame.Function[strings.LastIndexByte(l.frame.Function, '.')+1:]
	if stmt.Is(language.Function) && stmt.Name == called && body != nil && body.Line == l.site.Line && len(body.Children) == 1 {
		return body.Children[0]
	}
	return stmt
}

// marks says whether the interpreter that wrote the trace marks expressions. Such a one leaves the markers out where the whole
// line failed.
func marks(e heald.Exception) bool {
	for _, f := range e.Frames {
		if f.Column > 0 {
			return true
		}
	}
	return false
}

func starting(nodes []*language.Node, start int) []*language.Node {
	var found []*language.Node
	for _, n := range nodes {
		if n.Start == start {
			found = append(found, n)
		}
	}
	return found
}

// marked is the node under the trace's markers. Columns count characters of the trimmed line.
func marked(l *located) *language.Node {
	f := l.frame
	if f.Column < 1 || f.EndColumn <= f.Column {
		return nil
	}
	start, _, ok := l.tree.Span(l.site.Line)
	if !ok {
		return nil
	}
	text := l.tree.Line(l.site.Line)
	indent := 0
	for indent < len(text) && (text[indent] == ' ' || text[indent] == '\t') {
		indent++
	}
	from, to := bytesOf(text[indent:], f.Column-1), bytesOf(text[indent:], f.EndColumn-1)
	if to <= from {
		return nil
	}
	n := l.tree.At(start+indent+from, start+indent+to)
	if n.Is(language.File, language.Block) {
		return nil
	}
	if n.Is(language.Args) && n.Parent.Is(language.Call) {
		n = n.Parent
	}
	return n
}

func bytesOf(text string, characters int) int {
	at := 0
	for ; characters > 0 && at < len(text); characters-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

// onLine returns the nodes below a statement that begin on a line or span it, innermost blocks left out.
func onLine(stmt *language.Node, line int) []*language.Node {
	var found []*language.Node
	stmt.Walk(func(n *language.Node) bool {
		if n != stmt && n.Is(language.Block) || n.Line > line || n.EndLine < line {
			return false
		}
		found = append(found, n)
		return true
	})
	return found
}

// called finds, for a frame that called another one, the call whose callee has the next frame's name.
func (v *view) called(l *located, e heald.Exception, stmt *language.Node, line []*language.Node) *language.Node {
	next := after(e, l.frame)
	var calls []*language.Node
	for _, n := range line {
		if n.Is(language.Call) {
			calls = append(calls, n)
		}
	}
	for _, n := range calls {
		if v.callsInto(n.Child(language.RoleCallee).Last(), next.Function) {
			return n
		}
	}
	if found := v.crashes.Failing(e, line); found != nil && !next.InApp {
		return found
	}
	if len(calls) == 1 {
		return calls[0]
	}
	return whole(stmt)
}

// callsInto says whether a call by that name runs the function: its own name, or a class's for its constructor.
func (v *view) callsInto(name, function string) bool {
	idioms := v.program.Support.Idioms
	return name != "" && (name == function || idioms != nil && function == idioms.Constructor && v.program.Classes(name) != nil)
}

// after is the frame that a frame called.
func after(e heald.Exception, frame heald.Frame) heald.Frame {
	var next heald.Frame
	for i, f := range e.Frames {
		if f == frame && i+1 < len(e.Frames) {
			next = e.Frames[i+1]
		}
	}
	return next
}

// whole is what a statement evaluates, where nothing smaller can be told: its only call, its value, its condition.
func whole(stmt *language.Node) *language.Node {
	if stmt.Is(language.ExprStmt) && len(stmt.Children) == 1 {
		stmt = stmt.Children[0]
	}
	switch value := stmt.Child(language.RoleValue); {
	case stmt.Is(language.Return, language.Await) && value != nil:
		return value
	case stmt.Is(language.Assign) && stmt.Child(language.RoleRight) != nil:
		return stmt.Child(language.RoleRight)
	case stmt.Is(language.If, language.While) && stmt.Child(language.RoleCond) != nil:
		return stmt.Child(language.RoleCond)
	}
	return stmt
}

// raises says whether a node stands in a statement that raises.
func (v *view) raises(n *language.Node) bool {
	return n.Statement().Is(language.Raise, language.Assert)
}

// shorten keeps of a text what a case has room for.
func shorten(text string) string { return show.Short(text, 200) }
