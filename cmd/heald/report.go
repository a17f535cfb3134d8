package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/app"
)

// The types below are the JSON of the command-line contract. A field that is null there is a pointer here; a list is never null.

type healReport struct {
	Schema         string                `json:"schema"`
	Outcome        string                `json:"outcome"`
	Reason         string                `json:"reason"`
	Incident       incidentReport        `json:"incident"`
	Diagnosis      *diagnosisReport      `json:"diagnosis"`
	Reproduction   *reproductionReport   `json:"reproduction"`
	Patch          *patchReport          `json:"patch"`
	Validation     *validationReport     `json:"validation"`
	Decision       *heald.Decision       `json:"decision"`
	Alternatives   []alternativeReport   `json:"alternatives"`
	Distinguishing *heald.Distinguishing `json:"distinguishing_input"`
	Stats          app.Stats             `json:"stats"`
	Environment    *heald.Environment    `json:"environment,omitempty"`
	Card           heald.Card            `json:"card"`
}

// errorReport is what is printed where a command came to no result.
type errorReport struct {
	Schema   string `json:"schema"`
	Error    string `json:"error"`
	ExitCode int    `json:"exit_code"`
}

type incidentReport struct {
	Fingerprint string `json:"fingerprint"`
	Language    string `json:"language"`
	ErrorType   string `json:"error_type"`
	Message     string `json:"message"`
}

type placeReport struct {
	Path  string  `json:"path"`
	Line  int     `json:"line"`
	Score float64 `json:"score"`
}

type diagnosisReport struct {
	Nature     heald.Nature  `json:"nature"`
	Class      heald.Class   `json:"class"`
	Path       string        `json:"path"`
	Line       int           `json:"line"`
	Function   string        `json:"function"`
	Why        string        `json:"why"`
	Confidence float64       `json:"confidence"`
	Commit     *string       `json:"commit"`
	Places     []placeReport `json:"places"`
	Advice     string        `json:"advice"` // what a person should do, where nothing is mended here
}

type reproductionReport struct {
	Outcome    heald.Outcome `json:"outcome"`
	Reason     string        `json:"reason"`
	TestPath   string        `json:"test_path"`
	TestName   string        `json:"test_name"`
	Test       string        `json:"test"`
	InputsFrom []string      `json:"inputs_from"`
}

type patchReport struct {
	Diff         string   `json:"diff"`
	TestDiff     string   `json:"test_diff"`
	Why          string   `json:"why"`
	By           string   `json:"by"`
	Files        []string `json:"files"`
	LinesChanged int      `json:"lines_changed"`
}

type validationReport struct {
	RedBefore  bool            `json:"red_before"`
	GreenAfter bool            `json:"green_after"`
	Suite      heald.Suite     `json:"suite"`
	Behaviour  heald.Behaviour `json:"behaviour"`
	Checks     []checkReport   `json:"checks"`
}

type checkReport struct {
	Name    string        `json:"name"`
	Outcome heald.Outcome `json:"outcome"`
	Detail  string        `json:"detail"`
}

type alternativeReport struct {
	Diff  string  `json:"diff"`
	Why   string  `json:"why"`
	By    string  `json:"by"`
	Score float64 `json:"score"`
}

func newHealReport(o app.Outcome) healReport {
	c := o.Case
	return healReport{
		Schema: "heald.heal/v1", Outcome: o.Card.Outcome, Reason: c.Reason, Incident: incidentOf(c.Incident), Diagnosis: diagnosisOf(c),
		Reproduction: reproductionOf(c.Reproduction), Patch: patchOf(c, o.TestDiff), Validation: validationOf(c.Validation),
		Decision: decisionOf(c.Decision), Alternatives: alternativesOf(c.Alternatives), Distinguishing: distinguishingOf(c.Distinguishing), Stats: o.Stats,
		Environment: c.Environment, Card: o.Card,
	}
}

func incidentOf(i heald.Incident) incidentReport {
	return incidentReport{i.Fingerprint, i.Language, i.ErrorType, i.Message}
}

func diagnosisOf(c heald.Case) *diagnosisReport {
	d := c.Diagnosis
	if d == nil {
		return nil
	}
	r := &diagnosisReport{Nature: d.Nature, Class: d.Class, Why: d.Why, Confidence: d.Confidence, Places: []placeReport{}, Advice: d.Advice}
	for _, p := range d.Places {
		r.Places = append(r.Places, placeReport{p.Path, p.Line, p.Score})
	}
	if len(d.Places) > 0 {
		r.Path, r.Line, r.Function = d.Places[0].Path, d.Places[0].Line, d.Places[0].Function
	}
	if c.Blame != nil && c.Blame.Commit != nil {
		r.Commit = &c.Blame.Commit.SHA
	}
	return r
}

func reproductionOf(r *heald.Reproduction) *reproductionReport {
	if r == nil {
		return nil
	}
	from := []string{}
	for _, origin := range r.InputsFrom {
		if !slices.Contains(origins, origin) {
			origin = "search" // whatever else found it, nobody had said it
		}
		if !slices.Contains(from, origin) {
			from = append(from, origin)
		}
	}
	return &reproductionReport{r.Outcome, r.Reason, r.TestPath, r.TestName, r.Test, from}
}

// origins are the contract's words for where an input came from.
var origins = []string{"trace", "log", "test", "fixture", "call site", "annotation", "search"}

func patchOf(c heald.Case, testDiff string) *patchReport {
	p := c.Patch
	if p == nil {
		return nil
	}
	return &patchReport{p.Diff, testDiff, p.Why, p.By, list(p.Files), p.Lines}
}

func validationOf(v *heald.Validation) *validationReport {
	if v == nil {
		return nil
	}
	suite, behaviour := v.Suite, v.Behaviour
	suite.NewlyFailing, behaviour.Table = list(suite.NewlyFailing), list(behaviour.Table)
	if behaviour.Outcome == "" {
		behaviour.Outcome = heald.Inconclusive // it was not compared
	}
	checks := []checkReport{}
	for _, c := range v.Checks {
		if c.Outcome == "" {
			c.Outcome = heald.Inconclusive
		}
		checks = append(checks, checkReport(c))
	}
	return &validationReport{v.RedBefore, v.GreenAfter, suite, behaviour, checks}
}

func decisionOf(d *heald.Decision) *heald.Decision {
	if d == nil {
		return nil
	}
	copied := *d
	copied.Needs, copied.Reasons, copied.Risks = list(d.Needs), list(d.Reasons), list(d.Risks)
	return &copied
}

func alternativesOf(patches []heald.Patch) []alternativeReport {
	found := []alternativeReport{}
	for i, p := range patches {
		if i == 4 {
			break
		}
		found = append(found, alternativeReport{p.Diff, p.Why, p.By, p.Score})
	}
	return found
}

func distinguishingOf(d *heald.Distinguishing) *heald.Distinguishing {
	if d == nil {
		return nil
	}
	return &heald.Distinguishing{Input: d.Input, Results: list(d.Results)}
}

// list makes an empty list of a missing one, as null is not in the contract.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func printJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
