// Package pep reads what Python's packaging standards write: names (PEP 503), requirements and markers (PEP 508), and versions and
// their ranges (PEP 440, and the two operators that Poetry adds). What it cannot read it lets pass rather than guess.
package pep

import (
	"regexp"
	"strings"

	"github.com/heald-dev/heald/internal/language"
)

var (
	requirementForm = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)\s*(?:\[([A-Za-z0-9._,\s-]{0,400})\])?\s*(.*)$`)
	specifierForm   = regexp.MustCompile(`^(?:(?:===|==|!=|~=|<=|>=|<|>)\s*[A-Za-z0-9][A-Za-z0-9.*+!_-]{0,63}\s*,?\s*)+$`)
	runs            = regexp.MustCompile(`[-_.]+`)
)

// Normal is a distribution's name as PEP 503 compares them.
func Normal(name string) string {
	return strings.ToLower(runs.ReplaceAllString(name, "-"))
}

// Parse reads one PEP 508 requirement. What refers to a URL or a path keeps its name only: such a thing is not on the index.
func Parse(line string) (language.Want, bool) {
	line, marker, _ := strings.Cut(line, ";")
	match := requirementForm.FindStringSubmatch(strings.TrimSpace(line))
	if match == nil {
		return language.Want{}, false
	}
	want := language.Want{Name: match[1], Marker: strings.TrimSpace(marker)}
	for _, extra := range strings.Split(match[2], ",") {
		if extra = strings.TrimSpace(extra); extra != "" {
			want.Extras = append(want.Extras, extra)
		}
	}
	spec := strings.TrimSpace(match[3])
	if strings.HasPrefix(spec, "(") && strings.HasSuffix(spec, ")") {
		spec = strings.TrimSpace(spec[1 : len(spec)-1])
	}
	switch {
	case spec == "" || strings.HasPrefix(spec, "@"):
		return want, true
	case specifierForm.MatchString(spec):
		want.Spec = strings.ReplaceAll(spec, " ", "")
		return want, true
	}
	return language.Want{}, false
}
