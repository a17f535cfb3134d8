package govern

import (
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

func TestAdmit(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	limits := Limits{Reviews: 3, Changes: 1, Fixes: 2, Begun: 10}
	on := heald.Brake{On: true, Why: "release", By: "ann", At: now.Add(-time.Minute)}
	for _, c := range []struct {
		name   string
		gate   heald.Gate
		load   Load
		limits Limits
		open   bool
		never  bool
		reason string
		wait   time.Duration
	}{
		{"free", heald.GateBegin, Load{Reviews: 9, Changes: 9, Fixes: 1, Begun: 9}, limits, true, false, "", 0},
		{"brake", heald.GateBegin, Load{Brake: on}, limits, false, false, "the brake is on, set by ann: release", 15 * time.Second},
		{"brake before a rollback", heald.GateRollBack, Load{Brake: on}, limits, false, false, "the brake is on", 15 * time.Second},
		{"brake since long", heald.GateShip, Load{Brake: heald.Brake{On: true, At: now.Add(-48 * time.Hour)}}, limits, false, false, "the brake is on", 5 * time.Minute},
		{"lineage", heald.GateBegin, Load{Fixes: 2}, limits, false, true, "2 fixes were proposed", 0},
		{"lineage, proposing", heald.GatePropose, Load{Fixes: 2}, limits, false, true, "2 fixes were proposed", 0},
		{"rate", heald.GateBegin, Load{Begun: 10}, limits, false, false, "10 cases", 5 * time.Minute},
		{"reviews", heald.GatePropose, Load{Reviews: 3}, limits, false, false, "3 reviews", 15 * time.Second},
		{"freeze", heald.GateShip, Load{Frozen: "sale"}, limits, false, false, "nothing is shipped now: sale", time.Minute},
		{"a freeze stops no review", heald.GatePropose, Load{Frozen: "sale"}, limits, true, false, "", 0},
		{"a freeze stops no rollback", heald.GateRollBack, Load{Frozen: "sale"}, limits, true, false, "", 0},
		{"ship", heald.GateShip, Load{}, limits, true, false, "", 0},
		{"in flight", heald.GateShip, Load{Changes: 1}, limits, false, false, "in flight", 5 * time.Second},
		{"in flight, rollback", heald.GateRollBack, Load{Changes: 1}, limits, false, false, "in flight", 5 * time.Second},
		{"no limits", heald.GatePropose, Load{Fixes: 99, Reviews: 99}, Limits{}, true, false, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Admit(c.gate, c.load, c.limits, now)
			if got.Open != c.open || got.Never != c.never || !strings.Contains(got.Reason, c.reason) || c.wait > 0 && got.Until.Sub(now) != c.wait {
				t.Errorf("got %+v", got)
			}
			if !got.Open && !got.Never && !got.Until.After(now) {
				t.Error("a gate that may open later names no moment to ask again")
			}
		})
	}
}
