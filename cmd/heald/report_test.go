package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
	"github.com/heald-dev/heald/internal/review"
)

// Whatever a case holds or lacks, its JSON has the contract's shape: no null where the contract has none, no word of our own.
func TestEveryEndHasTheShape(t *testing.T) {
	diagnosis := &heald.Diagnosis{Nature: heald.NatureCodeBug, Class: "other"}
	patch := heald.Patch{ID: "p", Diff: "d", By: "search"}
	decision := &heald.Decision{Reasons: []string{"touches CI"}}
	for name, c := range map[string]heald.Case{
		"nothing known":      {State: heald.HandedOver},
		"refused":            {State: heald.Refused, Diagnosis: diagnosis},
		"reproduced only":    {State: heald.HandedOver, Diagnosis: diagnosis, Reproduction: &heald.Reproduction{Outcome: heald.Pass, InputsFrom: []string{"moon", "trace", "sun"}}},
		"not reproduced":     {State: heald.HandedOver, Diagnosis: diagnosis, Reproduction: &heald.Reproduction{Outcome: heald.Inconclusive}},
		"not red in the end": {State: heald.HandedOver, Diagnosis: diagnosis, Validation: &heald.Validation{Checks: []heald.Check{{Name: "red"}}}, Alternatives: []heald.Patch{patch}},
		"rivals":             {State: heald.HandedOver, Diagnosis: diagnosis, Validation: &heald.Validation{}, Alternatives: []heald.Patch{patch, patch, patch, patch, patch}, Distinguishing: &heald.Distinguishing{}},
		"denied":             {State: heald.Denied, Diagnosis: diagnosis, Validation: &heald.Validation{}, Decision: decision, Alternatives: []heald.Patch{patch}},
		"permitted":          {State: heald.Permitted, Diagnosis: diagnosis, Validation: &heald.Validation{}, Decision: &heald.Decision{Allow: true}, Patch: &patch},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := printJSON(&out, newHealReport(app.Outcome{Case: c, Card: review.Card(c)})); err != nil {
				t.Fatal(err)
			}
			var value map[string]any
			if err := json.Unmarshal(out.Bytes(), &value); err != nil {
				t.Fatal(err)
			}
			for _, wrong := range check("$", healShape, value) {
				t.Error(wrong)
			}
			if n := len(value["alternatives"].([]any)); n > 4 {
				t.Errorf("%d alternatives, at most 4", n)
			}
		})
	}
}
