// Package learn writes a lesson at the end of every case and recalls lessons at the start of the next: what was promoted is proposed
// again and validated like anything else, what was rejected or reverted is not proposed again, and what a person called no bug is
// not asked again.
package learn

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/redact"
	"github.com/heald-dev/heald/internal/store"
)

// Lessons is what learn needs of the store.
type Lessons interface {
	Learn(ctx context.Context, lesson heald.Lesson) error
	Lessons(ctx context.Context, query store.Query) ([]heald.Lesson, error)
}

// Memory learns and recalls. Lessons and Now are required.
type Memory struct {
	Lessons Lessons
	Shared  bool // lessons of one repository are recalled in others
	Now     func() time.Time
}

// maxDiff bounds what is kept of a patch: a longer one is no lesson for other code.
const maxDiff = 32 << 10

// Learn writes the lesson of an ended case. Learning the same case twice is learning it once.
func (m *Memory) Learn(ctx context.Context, c heald.Case) error {
	lesson, ok := Lesson(c)
	if !ok {
		return nil
	}
	if lesson.At.IsZero() {
		lesson.At = m.Now()
	}
	return m.Lessons.Learn(ctx, lesson)
}

// Lesson is what an ended case taught. A case that has not ended, or that ended because of a lesson, taught nothing.
func Lesson(c heald.Case) (heald.Lesson, bool) {
	if !c.Ended() || c.State == heald.Refused && c.Diagnosis == nil && c.Answer == nil && len(c.Recalled) > 0 {
		return heald.Lesson{}, false
	}
	l := heald.Lesson{
		ID: c.ID, Repository: repository(c.Service), Service: c.Service.Name, Fingerprint: c.Incident.Fingerprint, ErrorType: c.Incident.ErrorType,
		Ending: ending(c), Why: redact.Text(c.Reason), Code: redact.Text(failing(c)),
	}
	if c.Diagnosis != nil {
		l.Class, l.Cause = c.Diagnosis.Class, redact.Text(c.Diagnosis.Why)
	}
	if patch := proposed(c); patch != nil {
		l.Patch = patch.ID
		if len(patch.Diff) <= maxDiff {
			l.Diff = patch.Diff
		}
	}
	if c.Review != nil {
		l.Tree = c.Review.Tree
	}
	if c.Answer != nil {
		l.By, l.At = c.Answer.By, c.Answer.At
		if c.Answer.Why != "" {
			l.Why = redact.Text(c.Answer.Why)
		}
	}
	if n := len(c.Steps); n > 0 {
		l.At = c.Steps[n-1].At.Add(c.Steps[n-1].Took)
	}
	return l, true
}

func repository(s heald.Service) string {
	if s.Repository == "" {
		return ""
	}
	return filepath.Clean(s.Repository)
}

// ending says how a case ended. What a person said counts before the state that it led to, and what happened to a merged fix before
// what a person said of it.
func ending(c heald.Case) heald.Ending {
	verb := heald.Verb("")
	if c.Answer != nil {
		verb = c.Answer.Verb
	}
	aborted := c.Rollout != nil && c.Rollout.Verdict == heald.Abort
	switch {
	case c.State == heald.Resolved:
		return heald.EndPromoted
	case c.State == heald.Reverted, c.State == heald.HandedOver && c.Merge != nil && aborted:
		return heald.EndReverted
	case c.State == heald.Denied:
		return heald.EndDenied
	case verb == heald.NotABug:
		return heald.EndNotABug
	case verb == heald.Reject:
		return heald.EndRejected
	case c.State == heald.Refused:
		return heald.EndRefused
	}
	return heald.EndHandedOver
}

// proposed is the patch that the ending is about: one that a person turned down stands first among the alternatives.
func proposed(c heald.Case) *heald.Patch {
	if c.Patch != nil {
		return c.Patch
	}
	if (c.Review != nil || c.State == heald.Denied) && len(c.Alternatives) > 0 {
		return &c.Alternatives[0]
	}
	return nil
}

// failing is the expression that failed, as the trace marks it, as the code has it, or the whole line.
func failing(c heald.Case) string {
	frame := inner(c.Incident.Exception)
	if frame != nil && frame.Marked != "" {
		return frame.Marked
	}
	if c.Diagnosis != nil {
		if site := c.Diagnosis.Last(); site != nil && site.Expression != "" {
			return site.Expression
		}
	}
	if frame != nil {
		return frame.Code
	}
	return ""
}

// inner is the innermost frame of our own code, or of any.
func inner(e heald.Exception) *heald.Frame {
	for n := len(e.Frames) - 1; n >= 0; n-- {
		if e.Frames[n].InApp {
			return &e.Frames[n]
		}
	}
	return e.Innermost()
}

// Forbidden are the patches and trees that must not be proposed again.
type Forbidden struct {
	Patches map[string]string // ID: why
	Trees   map[string]string
}

// ForbiddenBy collects what was rejected or reverted.
func ForbiddenBy(lessons []heald.Lesson) Forbidden {
	f := Forbidden{map[string]string{}, map[string]string{}}
	for _, l := range lessons {
		if l.Ending != heald.EndRejected && l.Ending != heald.EndReverted {
			continue
		}
		why := fmt.Sprintf("%s in case %s: %s", l.Ending, l.ID, l.Why)
		if l.Patch != "" {
			f.Patches[l.Patch] = why
		}
		if l.Tree != "" {
			f.Trees[l.Tree] = why
		}
	}
	return f
}

// NotABug returns what a person said of a service's fingerprint, when it was that it is no bug.
func NotABug(lessons []heald.Lesson, service, fingerprint string) (heald.Lesson, bool) {
	for _, l := range lessons {
		if l.Ending == heald.EndNotABug && l.Service == service && l.Fingerprint == fingerprint {
			return l, true
		}
	}
	return heald.Lesson{}, false
}
