package validate

import (
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// led says whether a call gives what led to the crash: its function is no part of the crash's stack, so what it gave was used by
// what crashed afterwards, and in the reproduction it gave the same. A function that returns nothing where its caller goes on with
// the result is mended in the function, and then all such results change. One that never returns a value gives what it leaves behind.
func (l *lab) led(seen *language.Observed) bool {
	if seen.End != "return" || seen.Drive.Kind != "function" && seen.Drive.Kind != "method" {
		return false
	}
	at := heald.Frame{File: seen.Drive.Path, Function: seen.Drive.Function}
	if l.passes(l.in.Reproduction.Observed.Frames, at) {
		return false
	}
	procedure := l.procedure(seen.Drive)
	return slices.ContainsFunc(l.base.before.Seen, func(other language.Observed) bool {
		return other.Traced && other.Entry == seen.Entry && other.End == "return" && other.Value == seen.Value && (!procedure || leaves(&other, seen))
	})
}

// procedure says whether a function is there for what it does to its receiver: none of its returns has a value, nothing is yielded, and no
// caller of the program uses what it gives.
func (l *lab) procedure(drive heald.Drive) bool {
	f := l.program.Func(drive.Path, drive.Function)
	if drive.Kind != "method" || f == nil || len(f.Node.All(language.Yield)) > 0 {
		return false
	}
	if slices.ContainsFunc(f.Node.All(language.Return), func(r *language.Node) bool { return r.Child(language.RoleValue) != nil }) {
		return false
	}
	return !slices.ContainsFunc(l.program.Calls(f.Node.Name), func(site language.CallSite) bool { return !site.Node.Parent.Is(language.ExprStmt) })
}

// leaves says whether a call leaves the same behind as another one, in one of the private attributes of its receiver or in all.
func leaves(other, seen *language.Observed) bool {
	for name, held := range other.Private {
		if seen.Private[name] == held {
			return true
		}
	}
	return other.State == seen.State
}

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
