package learn

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/store"
)

const (
	recalled = 12 // lessons that are like the case
	warnings = 20 // rejected and reverted patches of the repository beside them
	searched = 50
)

// The weights of a lesson. Only what is above like is recalled as similar.
const (
	sameFingerprint = 100
	sameService     = 20
	sameRepository  = 10
	sameCode        = 15
	sameShape       = 50
	partOfShape     = 40
	like            = 40
)

// Recall returns the lessons that a case begins with, the most similar first: those of the same fingerprint, then those of the same
// error in an expression of the same shape, each by how well their words fit; behind them what was rejected or reverted in the same
// repository, however different, so that it is not proposed again. Lessons of other repositories count only where they are shared.
func (m *Memory) Recall(ctx context.Context, c heald.Case) ([]heald.Lesson, error) {
	home := repository(c.Service)
	found, err := m.find(ctx, c, home)
	if err != nil {
		return nil, fmt.Errorf("recall lessons for case %s: %w", c.ID, err)
	}
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), b.lesson.At.Compare(a.lesson.At), cmp.Compare(a.lesson.ID, b.lesson.ID))
	})
	var similar, warning []heald.Lesson
	for _, r := range found {
		forbids := r.lesson.Ending == heald.EndRejected || r.lesson.Ending == heald.EndReverted
		switch {
		case r.score >= like && len(similar) < recalled:
			similar = append(similar, r.lesson)
		case forbids && sameHome(r.lesson, home) && len(warning) < warnings:
			warning = append(warning, r.lesson)
		}
	}
	return append(similar, warning...), nil
}

// ranked is a lesson and how much it is like the case.
type ranked struct {
	lesson heald.Lesson
	score  float64
}

func (m *Memory) find(ctx context.Context, c heald.Case, home string) ([]ranked, error) {
	scope := home
	if m.Shared {
		scope = ""
	}
	var found []ranked
	known := map[string]bool{c.ID: true}
	for _, query := range []store.Query{
		{Repository: scope, Fingerprint: c.Incident.Fingerprint, Limit: searched},
		{Repository: scope, Text: terms(c.Incident), Limit: searched},
		{Repository: scope, ErrorType: c.Incident.ErrorType, Limit: searched},
		{Repository: home, Endings: []heald.Ending{heald.EndRejected, heald.EndReverted}, Limit: searched},
	} {
		lessons, err := m.Lessons.Lessons(ctx, query)
		if err != nil {
			return nil, err
		}
		for place, l := range lessons {
			if known[l.ID] || !m.Shared && !sameHome(l, home) {
				continue
			}
			known[l.ID] = true
			score := likeness(l, c, home)
			if query.Text != "" {
				score += 9 * float64(searched-place) / searched
			}
			found = append(found, ranked{l, score})
		}
	}
	return found, nil
}

func sameHome(l heald.Lesson, home string) bool {
	return home != "" && l.Repository != "" && filepath.Clean(l.Repository) == home
}

// likeness says how much a lesson is like a case. The same fingerprint is the same defect; else the error must be the same and the
// failing expression have the same shape.
func likeness(l heald.Lesson, c heald.Case, home string) float64 {
	score := 0.0
	if l.Fingerprint != "" && l.Fingerprint == c.Incident.Fingerprint {
		score += sameFingerprint
		if l.Service == c.Service.Name {
			score += sameService
		}
	}
	if sameHome(l, home) {
		score += sameRepository
	}
	if short(l.ErrorType) != short(c.Incident.ErrorType) {
		return score
	}
	frame := inner(c.Incident.Exception)
	if frame == nil || l.Code == "" {
		return score
	}
	here, there := Shape(cmp.Or(frame.Marked, frame.Code)), Shape(l.Code)
	switch {
	case there == "" || here == "":
	case here == there:
		score += sameShape
	case strings.Contains(" "+Shape(frame.Code)+" ", " "+there+" "):
		score += partOfShape
	}
	if strings.Join(strings.Fields(l.Code), " ") == strings.Join(strings.Fields(cmp.Or(frame.Marked, frame.Code)), " ") {
		score += sameCode
	}
	return score
}

// short is an error's last name: import paths differ between services.
func short(errorType string) string { return errorType[strings.LastIndexByte(errorType, '.')+1:] }

// terms are the words of an incident that its lesson may share.
func terms(i heald.Incident) string {
	words := []string{short(i.ErrorType), i.Message}
	if frame := inner(i.Exception); frame != nil {
		words = append(words, frame.Function, frame.Code)
	}
	return strings.Join(words, " ")
}
