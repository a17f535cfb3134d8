// Package critique throws out candidates that hide a crash instead of mending it, before anything runs. Each rule looks at
// the neutral tree's changes before and after.
package critique

import (
	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/weaken"
)

// Judge knows what the rules need besides the patch.
type Judge struct {
	Program *language.Program
	Test    string // the reproduction's source
	Drive   heald.Drive
}

// view is what a rule sees of one file's change.
type view struct {
	Judge
	weaken.View
}

// rule is one reason to reject. Finds returns what is wrong, or "".
type rule struct {
	name  string
	finds func(view) string
}

// Reject returns the first rule that a patch breaks and why, "rule: reason", or "".
func (j Judge) Reject(patch heald.Patch) string {
	for _, edit := range patch.Edits {
		if j.Program.Support.IsTest(edit.Path) {
			return "test-edited: " + edit.Path + " is a test; a fix does not change what is asked of the code"
		}
		before, err := j.Program.Support.Parse(edit.Path, edit.Before)
		if err != nil {
			return "unreadable: " + err.Error()
		}
		after, err := j.Program.Support.Parse(edit.Path, edit.After)
		if err != nil {
			return "unreadable: " + err.Error()
		}
		v := view{Judge: j, View: weaken.Look(j.Program.Support, before, after)}
		for _, f := range v.Findings() {
			return f.Rule + ": " + f.Reason
		}
		for _, r := range rules {
			if reason := r.finds(v); reason != "" {
				return r.name + ": " + reason
			}
		}
	}
	return ""
}
