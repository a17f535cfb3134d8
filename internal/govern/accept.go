// Package govern decides what heald may do: whether an incident should be fixed here at all (Accept), and whether a proved
// patch may be proposed (Decide).
package govern

import (
	"fmt"

	"github.com/heald-dev/heald"
)

// rule is one row of what Accept decides by: the first that applies answers. The reason's %s is the diagnosis's own.
type rule struct {
	name    string
	applies func(d heald.Diagnosis) bool
	accept  bool
	refuse  bool
	reason  string
	advice  string // when the diagnosis gives none
	advised bool   // the advice is part of the reason: it is all that there is to do
}

// rules is read from the top. Only a code bug that was found again in the tree is mended; what was refused on purpose, what a
// peer or the platform failed at, is refused here; all else goes to a person.
var rules = []rule{
	{
		name: "abstained", applies: func(d heald.Diagnosis) bool { return d.Abstained },
		reason: "there is no diagnosis: %s", advice: "give the revision that was deployed, and a whole trace",
	},
	{
		name: "correct_refusal", applies: nature(heald.NatureCorrectRefusal), refuse: true,
		reason: "the code refused this input on purpose: %s", advice: "tell the sender; change the rule only if it is no longer wanted",
	},
	{
		name: "missing_package", applies: func(d heald.Diagnosis) bool { return d.Nature == heald.NatureDependency && d.Class == "missing_import" },
		reason: "a package that the service needs is not installed: %s", advice: "install the package where the service runs", advised: true,
	},
	{
		name: "dependency", applies: nature(heald.NatureDependency), refuse: true,
		reason: "another service failed, not this code: %s", advice: "see whether the other side is up",
	},
	{
		name: "capacity", applies: nature(heald.NatureCapacity), refuse: true,
		reason: "the platform has no more to give, the code is not at fault: %s", advice: "raise the limit or free resources",
	},
	{
		name: "configuration", applies: nature(heald.NatureConfiguration),
		reason: "a setting is missing or malformed, which only an operator can put right: %s", advice: "correct the setting",
	},
	{
		name: "unverified", applies: func(d heald.Diagnosis) bool { return d.Nature == heald.NatureCodeBug && !verified(d) },
		reason: "the crashing line could not be found again at this commit: %s", advice: "give the revision that was deployed (`--rev`)",
	},
	{
		name: "refusal_of_unknown_origin", applies: func(d heald.Diagnosis) bool { return d.Rejection != "" && d.Provenance != heald.FromInside },
		reason: "the code refused a value on purpose, and where it came from is not known: %s", advice: "find who passes the value",
	},
	{name: "code_bug", applies: nature(heald.NatureCodeBug), accept: true, reason: "%s"},
	{
		name: "unknown", applies: func(heald.Diagnosis) bool { return true },
		reason: "what kind of fault this is could not be shown: %s", advice: "a person has to look at it",
	},
}

func nature(n heald.Nature) func(heald.Diagnosis) bool {
	return func(d heald.Diagnosis) bool { return d.Nature == n }
}

// verified says whether the innermost site of ours stands in the tree as the trace printed it.
func verified(d heald.Diagnosis) bool {
	last := d.Last()
	return last != nil && (last.Match == heald.MatchExact || last.Match == heald.MatchDrifted)
}

// Accept answers whether this should be fixed here at all, by the nature of the fault and the provenance of the wrong value.
// It is pure: the same diagnosis gets the same answer.
func Accept(_ heald.Incident, d heald.Diagnosis, _ heald.Service) heald.Acceptance {
	for _, r := range rules {
		if !r.applies(d) {
			continue
		}
		why := d.Why
		if r.name == "configuration" && d.Advice != "" {
			why = d.Advice // names the key, the place and a likely value: all that the operator asks
		}
		a := heald.Acceptance{Accept: r.accept, Refused: r.refuse, Reason: fmt.Sprintf(r.reason, why), Rules: []string{r.name}}
		for _, e := range d.Evidence {
			if e.Source == "trace" {
				a.Rules = append(a.Rules, e.Says)
			}
		}
		if !r.accept {
			a.Advice = d.Advice
			if a.Advice == "" {
				a.Advice = r.advice
			}
			if r.advised {
				a.Reason += "; " + a.Advice
			}
		}
		return a
	}
	return heald.Acceptance{}
}
