package language

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/show"
)

// maxQuote is how many characters of a node evidence quotes.
const maxQuote = 120

// Cite quotes a node as evidence.
func Cite(source string, n *Node, says string, weight float64) heald.Evidence {
	return heald.Evidence{Source: source, Path: n.Tree().Path, Line: n.Line, Quote: show.Short(show.Line(n.Text()), maxQuote), Says: says, Weight: weight}
}
