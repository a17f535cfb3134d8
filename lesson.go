package heald

import (
	"slices"
	"strings"
	"time"
)

// Ending is how a case ended, as a lesson tells it.
type Ending string

// The endings.
const (
	EndPromoted   Ending = "promoted"
	EndRejected   Ending = "rejected"
	EndNotABug    Ending = "not_a_bug"
	EndReverted   Ending = "reverted"
	EndRefused    Ending = "refused"
	EndDenied     Ending = "denied"
	EndHandedOver Ending = "handed_over"
)

// Lesson is what one finished case taught. It is scoped to its repository unless shared.
type Lesson struct {
	ID          string    `json:"id"` // the case's
	Repository  string    `json:"repository"`
	Service     string    `json:"service"`
	Fingerprint string    `json:"fingerprint"`
	ErrorType   string    `json:"error_type"`
	Class       Class     `json:"class,omitempty"`
	Ending      Ending    `json:"ending"`
	Why         string    `json:"why"`            // one sentence, redacted
	Cause       string    `json:"cause"`          // the diagnosis' sentence
	Code        string    `json:"code,omitempty"` // the failing expression: what the same defect elsewhere looks like
	Diff        string    `json:"diff,omitempty"`
	Patch       string    `json:"patch,omitempty"` // Patch.ID: what is not proposed again after a rejection or a revert
	Tree        string    `json:"tree,omitempty"`
	By          string    `json:"by,omitempty"` // who decided, for a person's answer
	At          time.Time `json:"at"`
}

// Forbids says whether the lesson is that this patch must not be proposed again: it was rejected or reverted.
func (l Lesson) Forbids(p Patch) bool {
	if l.Ending != EndRejected && l.Ending != EndReverted {
		return false
	}
	return l.Patch == p.ID || l.Diff != "" && slices.Equal(changedLines(l.Diff), changedLines(p.Diff))
}

// changedLines are the lines that a diff takes away and adds, wherever they stand.
func changedLines(diff string) []string {
	var lines []string
	for line := range strings.SplitSeq(diff, "\n") {
		if (strings.HasPrefix(line, "+") || strings.HasPrefix(line, "-")) && !strings.HasPrefix(line, "+++ ") && !strings.HasPrefix(line, "--- ") {
			lines = append(lines, line[:1]+strings.TrimSpace(line[1:]))
		}
	}
	return lines
}
