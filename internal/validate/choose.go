package validate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/show"
)

// meaning is what a caller sees of a candidate for the inputs that failed as the incident did and that somebody may give: results with
// their effects, and errors by type. Without any such input it is what the candidate says of itself.
func (l *lab) meaning(p heald.Patch, after []language.Observed) string {
	return spelled(p, after, l.region(len(after)))
}

// spelled writes what a candidate does for some inputs.
func spelled(p heald.Patch, after []language.Observed, inputs []int) string {
	var parts []string
	for _, n := range inputs {
		switch is := &after[n]; is.End {
		case "return":
			parts = append(parts, "="+is.All)
		case language.LeftOut:
			parts = append(parts, unseen)
		default:
			parts = append(parts, "!"+is.End+lastName(is.Type))
		}
	}
	if len(parts) == 0 {
		return "value " + cmp.Or(p.Value, p.ID)
	}
	return strings.Join(parts, " ")
}

// unseen stands for an input that a candidate was not run on: the time was up.
const unseen = "?"

// enough is on how many inputs two candidates that give different values have to be seen to do the same.
const enough = 3

// agree says whether two candidates mean the same: to the caller, and, where they give different values, inside as well and on enough inputs.
func agree(a, b verdict) bool {
	if !alike(a.meaning, b.meaning) {
		return false
	}
	return a.patch.Value == b.patch.Value || strings.Count(a.inside, " ")+1 >= enough && alike(a.inside, b.inside)
}

// alike compares two meanings as far as both were seen. What both were seen on begins with the reproduction's own input.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	mine, theirs := strings.Split(a, " "), strings.Split(b, " ")
	if len(mine) != len(theirs) || mine[0] == unseen || theirs[0] == unseen {
		return false
	}
	for n := range mine {
		if mine[n] != theirs[n] && mine[n] != unseen && theirs[n] != unseen {
			return false
		}
	}
	return true
}

// region lists the inputs by which fixes are told apart: those that failed as the incident did and are like the known ones, through
// the reproduction's own entry where it fails there. What an inner function gives is not what a caller sees: one fix guards inside it,
// another one around it. The reproduction's own input is the first.
func (l *lab) region(most int) []int {
	if outer := l.crashes(most, true); len(outer) > 0 {
		return outer
	}
	return l.crashes(most, false)
}

// crashes lists the inputs that failed as the incident did and are like the known ones; on request only those through the reproduction's entry.
func (l *lab) crashes(most int, entry bool) []int {
	var found []int
	for n := range l.base.before.Seen[:min(most, len(l.base.before.Seen))] {
		seen := &l.base.before.Seen[n]
		if seen.Far > like || l.kind(seen) != crashed {
			continue
		}
		if !entry || seen.Entry == l.base.before.Seen[0].Entry {
			found = append(found, n)
		}
	}
	return found
}

// choose picks one candidate, or none. Proof comes first; among the proved, evidence decides only where it singles one out.
func (l *lab) choose(proved []verdict) heald.Choice {
	choice := heald.Choice{Executed: len(proved), CutByBudget: l.cut}
	var good []verdict
	for _, v := range proved {
		if v.validation.Outcome == heald.Pass {
			good = append(good, v)
		}
	}
	if len(good) == 0 {
		l.none(&choice, proved)
		return choice
	}
	groups := grouped(good)
	best := groups[0]
	choice.Validation = &best.validation
	switch {
	case len(groups) > 1 && best.patch.Score-groups[1].patch.Score < Margin:
		l.rivals(&choice, groups)
	case best.patch.Score < Threshold:
		choice.Reason = "it passes every check, but nothing in the repository evidences the value it gives"
		if groups = readings(groups, proved); len(groups) > 1 {
			l.rivals(&choice, groups)
		} else {
			choice.Alternatives = []heald.Patch{best.patch}
		}
	default:
		choice.Patch, choice.Reason = &best.patch, best.patch.Why
		for _, other := range groups[1:min(len(groups), maxShown+1)] {
			choice.Alternatives = append(choice.Alternatives, other.patch)
		}
	}
	return choice
}

// grouped returns the best of each group of candidates that mean the same, best first.
func grouped(good []verdict) []verdict {
	slices.SortStableFunc(good, func(a, b verdict) int {
		return cmp.Or(cmp.Compare(b.patch.Score, a.patch.Score), cmp.Compare(a.patch.Lines, b.patch.Lines), cmp.Compare(a.outside, b.outside))
	})
	var groups []verdict
	for _, v := range good {
		if !slices.ContainsFunc(groups, func(g verdict) bool { return agree(g, v) }) {
			groups = append(groups, v)
		}
	}
	return groups
}

// readings adds to what is proved the candidates that only give a result of another type than everywhere else: nobody chooses them unasked,
// but they are what a person may have meant.
func readings(groups, proved []verdict) []verdict {
	var odd []verdict
	for _, v := range proved {
		if onlyFails(&v.validation, "result type") || onlyFails(&v.validation, formerName) {
			odd = append(odd, v)
		}
	}
	for _, v := range grouped(odd) {
		if !slices.ContainsFunc(groups, func(g verdict) bool { return agree(g, v) }) {
			groups = append(groups, v)
		}
	}
	return groups
}

func onlyFails(v *heald.Validation, name string) bool {
	failed := false
	for _, check := range v.Checks {
		if check.Outcome == heald.Fail && check.Name != name {
			return false
		}
		failed = failed || check.Outcome == heald.Fail
	}
	return failed
}

// none explains why no candidate is proved.
func (l *lab) none(choice *heald.Choice, proved []verdict) {
	if len(proved) == 0 {
		choice.Reason = "the time was up before a candidate was proved"
		choice.Alternatives = l.in.Candidates[:min(len(l.in.Candidates), maxShown)]
		return
	}
	best, failures := &proved[0], 0
	for n := range proved {
		if proved[n].validation.Outcome == heald.Fail {
			failures++
		} else if best.validation.Outcome == heald.Fail {
			best = &proved[n]
		}
	}
	choice.Validation = &best.validation
	if best.validation.Outcome == heald.Fail {
		choice.Retry = !l.cut
		choice.Reason = fmt.Sprintf("no candidate stands up to its proof; the best: %s", blame(&best.validation, heald.Fail))
		return
	}
	for _, g := range doubtful(proved) {
		choice.Alternatives = append(choice.Alternatives, g.patch)
	}
	choice.Reason = fmt.Sprintf("the best candidate cannot be proved: %s", blame(&best.validation, heald.Inconclusive))
	if failures > 0 {
		choice.Reason += fmt.Sprintf("; %d others fail", failures)
	}
}

func blame(v *heald.Validation, outcome heald.Outcome) string {
	var found []string
	for _, check := range v.Checks {
		if check.Outcome == outcome {
			found = append(found, check.Name+": "+check.Detail)
		}
	}
	return strings.Join(found, "; ")
}

// doubtful lists the candidates that nothing speaks against, those that mean the same once.
func doubtful(proved []verdict) []verdict {
	var found []verdict
	for _, v := range proved {
		if v.validation.Outcome == heald.Inconclusive {
			found = append(found, v)
		}
	}
	found = grouped(found)
	return found[:min(len(found), maxShown)]
}

// rivals hands over with the best of each group and the simplest input that tells them apart.
func (l *lab) rivals(choice *heald.Choice, groups []verdict) {
	groups = groups[:min(len(groups), maxShown)]
	for _, g := range groups {
		choice.Alternatives = append(choice.Alternatives, g.patch)
	}
	number := fmt.Sprintf("%d fixes pass every check and differ", len(groups))
	if slices.ContainsFunc(groups, func(g verdict) bool { return g.validation.Outcome != heald.Pass }) {
		number = fmt.Sprintf("%d readings remain and differ", len(groups))
	}
	at := l.apart(groups)
	if at < 0 {
		choice.Reason = number + "; nothing in the repository says which is meant"
		return
	}
	d := &heald.Distinguishing{Input: l.base.before.Seen[at].Input}
	for _, g := range groups {
		if at >= len(g.after) { // this candidate's behaviour could not be observed
			d.Results = append(d.Results, "not observed")
			continue
		}
		d.Results = append(d.Results, g.after[at].Shown)
	}
	choice.Distinguishing = d
	choice.Reason = fmt.Sprintf("%s for %s: %s; nothing in the repository says which is meant", number, show.Short(d.Input, 200), strings.Join(different(d.Results), " against "))
}

func different(results []string) []string {
	var found []string
	for _, r := range results {
		if r = show.Short(r, 80); !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	return found
}

// apart finds the input that best tells the first two groups apart: the reproduction's own, else the simplest; -1 when there is none.
func (l *lab) apart(groups []verdict) int {
	best, bestKey := -1, 0
	for _, n := range l.region(min(len(groups[0].after), len(groups[1].after))) {
		seen := &l.base.before.Seen[n]
		a, b := &groups[0].after[n], &groups[1].after[n]
		if a.All == b.All || a.End == language.LeftOut || b.End == language.LeftOut {
			continue
		}
		key := len(seen.Input)
		if seen.Given {
			key = 0
		}
		if a.Shown == b.Shown { // they differ in what is not shown: a last resort
			key += 1 << 16
		}
		if best < 0 || key < bestKey {
			best, bestKey = n, key
		}
	}
	return best
}
