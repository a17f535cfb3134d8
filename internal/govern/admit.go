package govern

import (
	"fmt"
	"time"

	"github.com/heald-dev/heald"
)

// Limits are the budgets that keep heald quiet. Zero means no limit.
type Limits struct {
	Reviews int // open at once in one repository
	Changes int // in flight at once on one service
	Fixes   int // proposed for one crash, over all its generations
	Begun   int // cases begun in an hour on one service
}

// Load is what there is besides the case that asks.
type Load struct {
	Brake                          heald.Brake
	Frozen                         string // why nothing is shipped now; empty: it may be
	Reviews, Changes, Fixes, Begun int
}

// Admit answers whether an effect may start. The brake stops all of them; what takes something back never asks.
func Admit(gate heald.Gate, load Load, limits Limits, now time.Time) heald.Permit {
	if load.Brake.On {
		return heald.Permit{Reason: braked(load.Brake), Until: now.Add(patience(now.Sub(load.Brake.At)))}
	}
	over := func(n, limit int) bool { return limit > 0 && n >= limit }
	switch gate {
	case heald.GateBegin:
		if over(load.Fixes, limits.Fixes) {
			return spent(load.Fixes)
		}
		if over(load.Begun, limits.Begun) {
			return heald.Permit{Reason: fmt.Sprintf("%d cases were begun on this service within an hour, the most that is allowed", load.Begun), Until: now.Add(5 * time.Minute)}
		}
	case heald.GatePropose:
		if over(load.Fixes, limits.Fixes) {
			return spent(load.Fixes)
		}
		if over(load.Reviews, limits.Reviews) {
			return heald.Permit{Reason: fmt.Sprintf("%d reviews of this repository wait for a person, the most that is allowed", load.Reviews), Until: now.Add(15 * time.Second)}
		}
	case heald.GateShip:
		if load.Frozen != "" {
			return heald.Permit{Reason: "nothing is shipped now: " + load.Frozen, Until: now.Add(time.Minute)}
		}
		fallthrough
	case heald.GateRollBack:
		if over(load.Changes, limits.Changes) {
			return heald.Permit{Reason: "another change of this service is in flight", Until: now.Add(5 * time.Second)}
		}
	}
	return heald.Permit{Open: true}
}

func braked(b heald.Brake) string {
	reason := "the brake is on"
	if b.By != "" {
		reason += ", set by " + b.By
	}
	if b.Why != "" {
		reason += ": " + b.Why
	}
	return reason
}

func spent(fixes int) heald.Permit {
	return heald.Permit{Never: true, Reason: fmt.Sprintf("%d fixes were proposed for this crash already, the most that is allowed: a person takes it from here", fixes)}
}

// patience is when to ask again while the brake is on: soon after it was set, rarely when it has been on for long.
func patience(on time.Duration) time.Duration {
	return min(max(on/4, 2*time.Second), 5*time.Minute)
}
