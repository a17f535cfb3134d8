package redact

import (
	"slices"
	"strings"
)

// Find returns the likely secrets and personal data in s, each once, in the order of the rules within each line.
func Find(s string) []string {
	var found []string
	for rest := s; rest != ""; {
		n := chunk(rest)
		for _, value := range findIn(rest[:n]) {
			if !slices.Contains(found, value) {
				found = append(found, value)
			}
		}
		rest = rest[n:]
	}
	return found
}

func findIn(s string) []string {
	var found []string
	lower := strings.ToLower(s)
	for _, r := range rules {
		if !r.when(lower) {
			continue
		}
		for _, m := range r.pattern.FindAllStringSubmatchIndex(s, -1) {
			value := s[m[2*r.group]:m[2*r.group+1]]
			if r.replace(s, m, value) != value {
				found = append(found, value)
			}
		}
	}
	return found
}
