package deliver

import (
	"fmt"
	"math"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/stats"
)

// group is what is compared with itself: a route that was seen often enough before the incident, or all others together. The groups
// are fixed before the first request to the canary, so that their number may divide the chance of a false alarm.
type group struct {
	name                 string
	crashing             bool
	base, stable, canary stats.Tally
}

func groups(r heald.Rollout) []*group {
	all := []*group{{name: "all other routes"}}
	own := map[string]*group{}
	for _, rate := range r.Baseline {
		if rate.Requests >= minBase {
			own[rate.Route] = &group{name: rate.Route, crashing: rate.Route == r.Crash.Route || r.Crash.Route == ""}
			all = append(all, own[rate.Route])
		}
	}
	if len(all) == 1 {
		all[0].name = "all routes"
	}
	add := func(rates []heald.RouteRate, to func(*group) *stats.Tally) {
		for _, rate := range rates {
			g := own[rate.Route]
			if g == nil {
				g = all[0]
				g.crashing = g.crashing || rate.Route == r.Crash.Route || r.Crash.Route == ""
			}
			sum := to(g)
			*sum = sum.Plus(stats.Tally{Trials: rate.Requests, Failures: rate.Errors})
		}
	}
	last := latest(r)
	add(r.Baseline, func(g *group) *stats.Tally { return &g.base })
	add(last.Stable, func(g *group) *stats.Tally { return &g.stable })
	add(last.Canary, func(g *group) *stats.Tally { return &g.canary })
	return all
}

// fails is the verb that goes with the name.
func (g *group) fails() string {
	if strings.HasPrefix(g.name, "all ") {
		return "fail"
	}
	return "fails"
}

// normal is how often the group fails in a healthy service.
func (g *group) normal(rules Rules) float64 {
	if g.base.Trials < minBase {
		return max(rules.Assumed, g.base.Rate())
	}
	return g.base.Rate()
}

// worse is the e-value against a version being no worse than the service was before the incident.
func (g *group) worse(version stats.Tally, rules Rules) float64 {
	if g.base.Trials < minBase {
		return stats.Above(version, g.normal(rules))
	}
	return stats.Worse(g.base, version)
}

// judgeErrors compares the canary, route by route, with the time before the incident and with the stable version.
func judgeErrors(r heald.Rollout, rules Rules) finding {
	all := groups(r)
	line := math.Log(float64(2*len(all)) / rules.Alarm) // two tests for each group
	shared := ""
	for _, g := range all {
		if g.worse(g.canary, rules) >= line {
			if g.crashing || g.worse(g.stable, rules) < line {
				return say(CheckErrors, heald.Fail, "%s %s more often than before the incident: %s, then %s", g.name, g.fails(), told(g.canary), told(g.base))
			}
			shared = fmt.Sprintf("%s %s more often than before on both versions: %s and %s; that is not the canary's doing", g.name, g.fails(), told(g.canary), told(g.stable))
		}
		if !g.crashing && stats.Worse(g.stable, g.canary) >= line {
			return say(CheckErrors, heald.Fail, "%s %s more often than on the stable version: %s and %s", g.name, g.fails(), told(g.canary), told(g.stable))
		}
	}
	if shared != "" {
		f := say(CheckErrors, heald.Inconclusive, "%s", shared)
		f.blocks = true
		return f
	}
	return safe(all, rules)
}

// safe asks for evidence that no route fails much more often.
func safe(all []*group, rules Rules) finding {
	var sum, before stats.Tally
	for _, g := range all {
		sum, before = sum.Plus(g.canary), before.Plus(g.base)
	}
	together := group{base: before, canary: sum}
	few := together.excludes(fewMargin, fewRisk, rules)
	var waits []string
	for _, g := range all {
		share := minShare * float64(sum.Trials)
		if float64(g.canary.Trials) >= share && !g.excludes(rules.Margin, rules.Risk, rules) {
			waits = append(waits, fmt.Sprintf("%s (%s)", g.name, told(g.canary)))
		}
	}
	switch {
	case sum.Trials == 0:
		return say(CheckErrors, heald.Inconclusive, "the canary has had no request")
	case len(waits) > 0:
		f := say(CheckErrors, heald.Inconclusive, "not enough requests yet to exclude %.0f %% more errors: %s", 100*rules.Margin, shortened(waits))
		f.few = few
		return f
	}
	return say(CheckErrors, heald.Pass, "no route fails more often than before the incident (%s in all)", told(sum)).promotes()
}

// excludes says whether the canary has shown that the group does not fail by a margin more often than it should.
func (g *group) excludes(margin, risk float64, rules Rules) bool {
	normal := g.normal(rules)
	return stats.Below(g.canary, min(normal+margin, 0.95), normal+0.0005) >= -math.Log(risk)
}

func told(t stats.Tally) string { return fmt.Sprintf("%d of %d", t.Failures, t.Trials) }

func shortened(list []string) string {
	if len(list) > 3 {
		list = append(list[:3:3], fmt.Sprintf("and %d more", len(list)-3))
	}
	return strings.Join(list, ", ")
}
