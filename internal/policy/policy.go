// Package policy is the port to the rules that say whether a patch may be proposed, and the eyes that those rules have: the
// facts of a patch, among them the risks that its content shows.
//
// What is seen is decided here, in Go, because it needs a scanner and a test for each rule; what follows from it is decided
// by the engine's rules and tables, which a company can replace.
package policy

import (
	"context"

	"github.com/heald-dev/heald"
)

// Engine decides on facts. Whatever goes wrong with the rules themselves is a decision that denies, with the reason; an
// error means that nobody was asked.
type Engine interface {
	Evaluate(ctx context.Context, facts Facts) (heald.Decision, error)
}
