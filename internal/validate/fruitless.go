package validate

import (
	"slices"

	"github.com/heald-dev/heald/internal/language"
)

// fruitless says whether the changed functions give null whatever they are given: each of their results is that of a call that only changes
// what it is called on, and none ever gave anything else.
func (l *lab) fruitless(c *change) bool {
	observers, changed := l.support.Observers, 0
	if observers == nil || observers.Nothing == nil {
		return false
	}
	for _, r := range c.regions {
		if !r.silent && len(r.functions) == 0 {
			return false
		}
		for _, f := range r.functions {
			returns := f.All(language.Return)
			if len(returns) == 0 || len(f.All(language.Yield)) > 0 || !l.onlyNull(f.Name) ||
				slices.ContainsFunc(returns, func(r *language.Node) bool { return !observers.Nothing(r.Child(language.RoleValue).Bare()) }) {
				return false
			}
			changed++
		}
	}
	return changed > 0
}

// onlyNull says whether a watched function was seen to give a result, and never one but null.
func (l *lab) onlyNull(name string) bool {
	found := false
	for _, seen := range l.base.before.Seen {
		for _, kind := range seen.Returns[name] {
			if l.support.Observers.Shapes[kind] != l.support.Observers.Null {
				return false
			}
			found = true
		}
	}
	return found
}
