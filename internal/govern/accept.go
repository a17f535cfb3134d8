// Package govern decides what heald may do: whether an incident should be fixed here at all (Accept), and whether a proved
// patch may be proposed (Decide).
package govern

import "github.com/heald-dev/heald"

// Accept answers whether this should be fixed here at all, by the nature of the fault and the provenance of the wrong value.
func Accept(_ heald.Incident, d heald.Diagnosis, _ heald.Service) heald.Acceptance {
	for _, r := range rules {
		if a, ok := r(d); ok {
			return a
		}
	}
	return heald.Acceptance{Rules: []string{"unknown"}, Reason: "what went wrong is not known well enough: " + d.Why, Advice: d.Advice}
}

type rule func(d heald.Diagnosis) (heald.Acceptance, bool)

var rules = []rule{codeBug}

func codeBug(d heald.Diagnosis) (heald.Acceptance, bool) {
	return heald.Acceptance{Accept: true, Rules: []string{"code_bug"}, Reason: d.Why}, d.Nature == heald.NatureCodeBug && !d.Abstained
}
