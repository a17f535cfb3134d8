package drive

import (
	"strconv"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/language"
)

// asked is a request to the harness.
type asked struct {
	Mode          string              `json:"mode"`
	Root          string              `json:"root"`
	Dir           string              `json:"dir"`
	ImportRoots   []string            `json:"import_roots"`
	Sites         []site              `json:"sites,omitempty"`
	ErrorType     string              `json:"error_type,omitempty"`
	Message       string              `json:"message,omitempty"`
	Wrong         heald.Wrong         `json:"wrong"`
	Evidence      evidence            `json:"evidence"`
	Insisted      []string            `json:"insisted,omitempty"`
	Carried       bool                `json:"carried,omitempty"`
	Tests         []string            `json:"tests,omitempty"`
	Seed          int64               `json:"seed,omitempty"`
	Trials        int                 `json:"trials,omitempty"`
	Seconds       float64             `json:"seconds,omitempty"`
	TrialSeconds  float64             `json:"trial_seconds,omitempty"`
	RecordSeconds float64             `json:"record_seconds,omitempty"`
	TestSeconds   float64             `json:"test_seconds,omitempty"`
	Framework     string              `json:"framework,omitempty"`
	Path          string              `json:"path,omitempty"`
	Drive         *heald.Drive        `json:"drive,omitempty"`
	Neutral       map[string][]string `json:"neutral,omitempty"`
}

type site struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Name     string `json:"name"`
	Function string `json:"function"`
	Marked   string `json:"marked,omitempty"`
	Nameless string `json:"nameless,omitempty"` // what a lambda or a comprehension inside the function is called
}

type evidence struct {
	language.Leads
	Data     []string `json:"data,omitempty"`
	Fixtures bool     `json:"fixtures,omitempty"` // a test with fixtures can be written
}

// answer is the harness's report. Every field is hostile.
type answer struct {
	Ended  string  `json:"ended"`
	Values []value `json:"values"`

	broken string
}

type value struct {
	Find   *found `json:"find"`
	End    *end   `json:"end"`
	Broken string `json:"broken"`
}

type found struct {
	Drive   heald.Drive `json:"drive"`
	Level   int         `json:"level"`
	Hit     raised      `json:"hit"`
	Outcome outcome     `json:"outcome"`
	Escaped bool        `json:"escaped"`
	Made    bool        `json:"made"`
	Hollow  bool        `json:"hollow"`
	Against bool        `json:"contrary"`
	Bare    bool        `json:"bare"`
}

type outcome struct {
	End     string  `json:"end"`
	Escaped *raised `json:"escaped"`
}

// end is the last word of a mode: of a search, of shrinking or of a test run.
type end struct {
	Tried int `json:"tried"`
	Best  struct {
		Depth int  `json:"depth"`
		Line  bool `json:"line"`
	} `json:"best"`
	Blocked map[string]string `json:"blocked"`
	Drive   *heald.Drive      `json:"drive"`
	Outcome *outcome          `json:"outcome"`
	Kept    []string          `json:"kept"`
	Ended   string            `json:"ended"`
	Tests   []tested          `json:"tests"`
	Errors  []string          `json:"errors"`
}

type tested struct {
	ID      string  `json:"id"`
	When    string  `json:"when"`
	Outcome string  `json:"outcome"`
	Error   *raised `json:"error"`
}

type raised struct {
	Type    string   `json:"type"`
	Message string   `json:"message"`
	Frames  []frame  `json:"frames"`
	Causes  []raised `json:"causes"`
	Members []raised `json:"members"`
}

type frame struct {
	Function  string `json:"function"`
	Name      string `json:"name"`
	File      string `json:"file"`
	Line      int    `json:"line"`
	InApp     bool   `json:"in_app"`
	Column    int    `json:"column"`
	EndColumn int    `json:"end_column"`
	Marked    string `json:"marked"`
}

func (r raised) exception() heald.Exception {
	e := heald.Exception{Language: "python", ErrorType: r.Type, Message: r.Message}
	for _, f := range r.Frames {
		e.Frames = append(e.Frames, heald.Frame{Function: f.Name, File: f.File, Line: f.Line, InApp: f.InApp, Column: f.Column, EndColumn: f.EndColumn,
			Marked: f.Marked})
	}
	for _, c := range r.Causes {
		e.Causes = append(e.Causes, c.exception())
	}
	for _, m := range r.Members {
		e.Members = append(e.Members, m.exception())
	}
	return e
}

func (f found) find() language.Find {
	observed := f.Hit.exception()
	if f.Escaped && f.Outcome.Escaped != nil {
		observed.Causes = f.Outcome.Escaped.exception().Causes
	}
	return language.Find{Drive: f.Drive, Level: f.Level, Observed: observed, Escaped: f.Escaped, Made: f.Made, Hollow: f.Hollow, Contrary: f.Against, Bare: f.Bare}
}

func (e end) into(h *language.Hunted) {
	h.Tried, h.Reached, h.Depth = e.Tried, e.Best.Line, e.Best.Depth
	h.Blocked = map[int]string{}
	for level, why := range e.Blocked {
		if n, err := strconv.Atoi(level); err == nil {
			h.Blocked[n] = why
		}
	}
}

func (a answer) end() *end {
	for _, v := range a.Values {
		if v.End != nil {
			return v.End
		}
	}
	return nil
}

// report reads a test run. Anything but one complete report is not to be trusted.
func (a answer) report() language.TestReport {
	end := a.end()
	switch {
	case a.broken != "":
		return language.TestReport{Broken: a.broken}
	case end == nil || end.Ended != "ok":
		return language.TestReport{Broken: "the test did not come to an end"}
	case len(end.Errors) > 0:
		return language.TestReport{Broken: "the test file could not be loaded: " + end.Errors[0]}
	}
	var report language.TestReport
	for _, t := range end.Tests {
		one := language.TestOutcome{ID: t.ID, Passed: t.Outcome == "passed"}
		if t.Error != nil {
			e := t.Error.exception()
			one.Raised = &e
		}
		report.Tests = append(report.Tests, one)
	}
	return report
}
