package language

import "strings"

// Edit replaces the bytes [Start, End) of a file.
type Edit struct {
	Path  string
	Start int
	End   int
	Text  string
}

// Replace writes text where a node stands.
func Replace(n *Node, text string) Edit {
	return Edit{Path: n.tree.Path, Start: n.Start, End: n.End, Text: text}
}

// Before inserts lines before a statement, with its indentation; nothing where the statement shares its line.
func Before(stmt *Node, lines ...string) []Edit {
	lead, first := stmt.Indentation()
	if !first {
		return nil
	}
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(lead + line + stmt.tree.LineEnd())
	}
	start, _, _ := stmt.tree.Span(stmt.Line)
	return []Edit{{Path: stmt.tree.Path, Start: start, End: start, Text: text.String()}}
}

// Indentation is the white space before a statement, and whether it is the first on its line.
func (n *Node) Indentation() (string, bool) {
	start, _, ok := n.tree.Span(n.Line)
	if !ok {
		return "", false
	}
	lead := string(n.tree.Source[start:n.Start])
	return lead, strings.TrimLeft(lead, " \t") == ""
}
