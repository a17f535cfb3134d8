package writing

import (
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

// Insert adds text at an offset.
func Insert(tree *language.Tree, at int, text string) language.Edit {
	return language.Edit{Path: tree.Path, Start: at, End: at, Text: text}
}

// Wrapped puts a loose expression (a conditional, "or") in parentheses where n's surroundings need it.
func Wrapped(n *language.Node, text string) string {
	if n.Parent.Is(language.Args, language.Return, language.Assign, language.Paren, language.KeywordArg, language.Interpolation, language.Pair,
		language.ExprStmt, language.AugAssign, language.List, language.Yield) && !(n.Parent.Is(language.Assign) && n.Role == language.RoleLeft) {
		return text
	}
	if n.Parent.Is(language.Index) && n.Role == language.RoleKey || n.Parent.Is(language.Comprehension) && n.Role == language.RoleBody {
		return text
	}
	return "(" + text + ")"
}

// Tight is a node's text so that an operator can be put after it.
func Tight(n *language.Node) string {
	if n.Is(language.Conditional, language.Logical, language.Lambda, language.Compare, language.Not, language.Binary, language.Await) {
		return "(" + n.Text() + ")"
	}
	return n.Text()
}

// Step is one level of indentation, as the file has it.
func Step(tree *language.Tree) string {
	for _, n := range tree.Root.All(language.Block) {
		outer, ok := n.Parent.Indentation()
		if len(n.Children) == 0 || !ok {
			continue
		}
		inner, first := n.Children[0].Indentation()
		if first && len(inner) > len(outer) {
			return strings.TrimPrefix(inner, outer)
		}
	}
	return "    "
}

// Before inserts lines before a statement, with its indentation. It gives nothing where the statement shares its line.
func Before(stmt *language.Node, lines ...string) []language.Edit {
	if stmt.Parent.Is(language.Decorated) {
		stmt = stmt.Parent
	}
	lead, first := stmt.Indentation()
	if !first {
		return nil
	}
	start, _, _ := stmt.Tree().Span(stmt.Line)
	return []language.Edit{Insert(stmt.Tree(), start, block(stmt.Tree(), lead, lines))}
}

// Following inserts lines after a statement, with its indentation.
func Following(stmt *language.Node, lines ...string) []language.Edit {
	lead, first := stmt.Indentation()
	_, end, ok := stmt.Tree().Span(stmt.EndLine)
	if !first || !ok {
		return nil
	}
	text := block(stmt.Tree(), lead, lines)
	if end == len(stmt.Tree().Source) && !strings.HasSuffix(string(stmt.Tree().Source), "\n") {
		text = stmt.Tree().LineEnd() + strings.TrimSuffix(text, stmt.Tree().LineEnd())
	}
	return []language.Edit{Insert(stmt.Tree(), end, text)}
}

func block(tree *language.Tree, lead string, lines []string) string {
	var text strings.Builder
	for _, line := range lines {
		if line == "" {
			text.WriteString(tree.LineEnd())
			continue
		}
		text.WriteString(lead + strings.ReplaceAll(line, "\t", Step(tree)) + tree.LineEnd())
	}
	return text.String()
}

// Statement is the statement that a guard for n can stand before: it must run n whenever it runs, and once.
func Statement(n *language.Node) *language.Node {
	stmt := n.Statement()
	if n.Up(language.ElseIf) != nil && n.Up(language.ElseIf).Within(stmt) || stmt.Is(language.While) {
		return nil
	}
	return stmt
}

// Inner says whether n is evaluated in a scope of its own inside its statement, where the statement's names do not suffice.
func Inner(n *language.Node) *language.Node {
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

// Unused returns a name like wanted that the function does not use.
func Unused(n *language.Node, wanted string) string {
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
