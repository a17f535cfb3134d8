package templates

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// replace writes text where a node stands, in parentheses where its surroundings bind more tightly.
func replace(n *language.Node, text string) language.Edit {
	return language.Edit{Path: n.Tree().Path, Start: n.Start, End: n.End, Text: text}
}

// insert adds text at an offset.
func insert(tree *language.Tree, at int, text string) language.Edit {
	return language.Edit{Path: tree.Path, Start: at, End: at, Text: text}
}

// wrapped puts a loose expression (a conditional, "or") in parentheses where n's surroundings need it.
func wrapped(n *language.Node, text string) string {
	if n.Parent.Is(language.Args, language.Return, language.Assign, language.Paren, language.KeywordArg, language.Interpolation, language.Pair,
		language.ExprStmt, language.AugAssign, language.List, language.Yield) && !(n.Parent.Is(language.Assign) && n.Role == language.RoleLeft) {
		return text
	}
	if n.Parent.Is(language.Index) && n.Role == language.RoleKey || n.Parent.Is(language.Comprehension) && n.Role == language.RoleBody {
		return text
	}
	return "(" + text + ")"
}

// tight is a node's text so that an operator can be put after it.
func tight(n *language.Node) string {
	if n.Is(language.Conditional, language.Logical, language.Lambda, language.Compare, language.Not, language.Binary, language.Await) {
		return "(" + n.Text() + ")"
	}
	return n.Text()
}

func newline(tree *language.Tree) string {
	if strings.Contains(tree.Line(1)+string(tree.Source[:min(len(tree.Source), 4096)]), "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// indentation is the white space before a statement, and whether it is the first on its line.
func indentation(stmt *language.Node) (string, bool) {
	start, _, ok := stmt.Tree().Span(stmt.Line)
	if !ok {
		return "", false
	}
	lead := string(stmt.Tree().Source[start:stmt.Start])
	return lead, strings.TrimLeft(lead, " \t") == ""
}

// step is one level of indentation, as the file has it.
func step(tree *language.Tree) string {
	for _, n := range tree.Root.All(language.Block) {
		outer, ok := indentation(n.Parent)
		if len(n.Children) == 0 || !ok {
			continue
		}
		inner, first := indentation(n.Children[0])
		if first && len(inner) > len(outer) {
			return strings.TrimPrefix(inner, outer)
		}
	}
	return "    "
}

// before inserts lines before a statement, with its indentation. It gives nothing where the statement shares its line.
func before(stmt *language.Node, lines ...string) []language.Edit {
	if stmt.Parent.Is(language.Decorated) {
		stmt = stmt.Parent
	}
	lead, first := indentation(stmt)
	if !first {
		return nil
	}
	start, _, _ := stmt.Tree().Span(stmt.Line)
	return []language.Edit{insert(stmt.Tree(), start, block(stmt.Tree(), lead, lines))}
}

// following inserts lines after a statement, with its indentation.
func following(stmt *language.Node, lines ...string) []language.Edit {
	lead, first := indentation(stmt)
	_, end, ok := stmt.Tree().Span(stmt.EndLine)
	if !first || !ok {
		return nil
	}
	text := block(stmt.Tree(), lead, lines)
	if end == len(stmt.Tree().Source) && !strings.HasSuffix(string(stmt.Tree().Source), "\n") {
		text = newline(stmt.Tree()) + strings.TrimSuffix(text, newline(stmt.Tree()))
	}
	return []language.Edit{insert(stmt.Tree(), end, text)}
}

func block(tree *language.Tree, lead string, lines []string) string {
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(lead + strings.ReplaceAll(line, "\t", step(tree)) + newline(tree))
	}
	return text.String()
}

// statement is the statement that a guard for n can stand before: it must run n whenever it runs, and once.
func statement(n *language.Node) *language.Node {
	stmt := n.Statement()
	if n.Up(language.ElseIf) != nil && n.Up(language.ElseIf).Within(stmt) || stmt.Is(language.While) {
		return nil
	}
	return stmt
}

// inner says whether n is evaluated in a scope of its own inside its statement, where the statement's names do not suffice.
func inner(n *language.Node) *language.Node {
	stmt := n.Statement()
	for m := n; m != nil && m != stmt; m = m.Parent {
		if m.Is(language.Comprehension, language.Lambda) && !firstIterated(n, m) {
			return m
		}
	}
	return nil
}

// firstIterated says whether n stands in what a comprehension iterates over first, which is evaluated outside.
func firstIterated(n, comprehension *language.Node) bool {
	clause := comprehension.Child("")
	for _, c := range comprehension.Children {
		if c.Is(language.Clause) {
			clause = c
			break
		}
	}
	return clause.Is(language.Clause) && n.Within(clause.Child(language.RoleRight))
}

// unused returns a name like wanted that the function does not use.
func unused(n *language.Node, wanted string) string {
	scope := n.Up(language.Function, language.File)
	taken := map[string]bool{}
	for _, m := range scope.All(language.Name) {
		taken[m.Name] = true
	}
	for _, name := range []string{wanted, "found", wanted + "_found", wanted + "_or_none"} {
		if !taken[name] {
			return name
		}
	}
	return "found_here"
}
