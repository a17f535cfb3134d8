package demo

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/traffic"
)

// Report is how a demo ended: the command's JSON.
type Report struct {
	Schema   string   `json:"schema"`
	Scenario string   `json:"scenario"`
	Outcome  string   `json:"outcome"`
	Expected string   `json:"expected"`
	Seconds  Seconds  `json:"seconds"`
	Requests Requests `json:"requests"`
	Commits  Commits  `json:"commits"`
	Wrong    []string `json:"wrong,omitempty"` // what is not as it should be although the end is the expected one
}

// Seconds are times since the first crash; nil for what did not happen.
type Seconds struct {
	Detected  *float64 `json:"detected"`
	Diagnosed *float64 `json:"diagnosed"`
	Verified  *float64 `json:"verified"`
	Approved  *float64 `json:"approved"`
	Recovered *float64 `json:"recovered"`
	Total     *float64 `json:"total"`
}

// Requests counts what the clients sent. Recovery is when the mended commit, or after an early rollback the good one, has all requests.
type Requests struct {
	Total               int  `json:"total"`
	Failed              int  `json:"failed"`
	FailedAfterRecovery *int `json:"failed_after_recovery"` // nil without a recovery
}

// Commits are the revisions of the story.
type Commits struct {
	Before string  `json:"before"` // what crashed
	Fix    *string `json:"fix"`    // what was merged
	Live   string  `json:"live"`   // what runs at the end
}

// AsExpected says whether the scenario ended as it should.
func (r Report) AsExpected() bool { return r.Outcome == r.Expected && len(r.Wrong) == 0 }

func (p *play) report(live string, counts traffic.Counts) Report {
	r := Report{
		Schema: "heald.demo/v1", Scenario: p.Name, Outcome: string(p.main.State), Expected: string(p.Expected),
		Requests: Requests{Total: counts.Total, Failed: counts.Failed}, Commits: Commits{Before: p.before, Live: live},
	}
	if p.main.State == heald.Denied {
		r.Outcome = string(heald.Refused)
	}
	if p.main.Merge != nil {
		r.Commits.Fix = &p.main.Merge.Commit
	}
	at := map[string]time.Time{}
	for _, m := range p.marks() {
		at[m.what] = m.at
	}
	since := func(what string) *float64 {
		when, known := at[what]
		if !known {
			return nil
		}
		seconds := float64(when.Sub(p.story.crash0).Milliseconds()) / 1000
		return &seconds
	}
	r.Seconds = Seconds{since("detected"), since("diagnosed"), since("verified"), since("approved"), since("recovered"), since("ended")}
	if when, known := at["recovered"]; known {
		failed := counts.After(when).Failed
		r.Requests.FailedAfterRecovery = &failed
	}
	return r
}

// mark is a moment of the story.
type mark struct {
	what string
	at   time.Time
}

// marks are the moments that count, in the order in which they came.
func (p *play) marks() []mark {
	var all []mark
	add := func(what string, at time.Time) { all = append(all, mark{what, at}) }
	for i, s := range p.main.Steps {
		end := s.At.Add(s.Took)
		if i == 0 {
			add("detected", s.At)
		}
		switch {
		case s.To == heald.Stabilised && p.main.Rollback != nil:
			add("recovered", end)
		case s.To == heald.Diagnosed:
			add("diagnosed", end)
		case s.To == heald.Permitted:
			add("verified", end)
		case s.To == heald.Merged && p.main.Answer != nil:
			add("approved", p.main.Answer.At)
		case s.To == heald.Resolved && p.main.Rollback == nil:
			add("recovered", end)
		}
		if i == len(p.main.Steps)-1 {
			add("ended", end)
		}
	}
	return all
}

func (s Seconds) text() string {
	var parts []string
	for _, k := range []struct {
		name string
		at   *float64
	}{{"detected", s.Detected}, {"diagnosed", s.Diagnosed}, {"verified", s.Verified}, {"approved", s.Approved}, {"recovered", s.Recovered}, {"ended", s.Total}} {
		if k.at != nil {
			parts = append(parts, fmt.Sprintf("%s %+.1fs", k.name, *k.at))
		}
	}
	return strings.Join(parts, ", ")
}

func (r Requests) text() string {
	text := fmt.Sprintf("%d sent, %d failed", r.Total, r.Failed)
	switch {
	case r.FailedAfterRecovery == nil:
		return text
	case *r.FailedAfterRecovery == 0:
		return text + ", none after the recovery"
	}
	return fmt.Sprintf("%s, %d after the recovery", text, *r.FailedAfterRecovery)
}

const mostColumns = 72

// picture draws which part of the requests failed over time, with the moments of the story below it.
func picture(w io.Writer, counts traffic.Counts, marks []mark, crash time.Time) {
	second := time.Second
	spans := counts.Spans(second)
	for len(spans) > mostColumns {
		second += time.Second
		spans = counts.Spans(second)
	}
	if len(spans) == 0 {
		return
	}
	most := 0.0
	for _, s := range spans {
		most = max(most, share(s))
	}
	bars := make([]rune, len(spans))
	for i, s := range spans {
		bars[i] = bar(share(s), most)
	}
	below := []rune(strings.Repeat(" ", len(spans)))
	var legend []string
	for i, m := range append([]mark{{"crash", crash}}, marks...) {
		if column := int(m.at.Sub(counts.Began) / second); column >= 0 && column < len(below) {
			for column < len(below)-1 && below[column] != ' ' {
				column++
			}
			below[column] = rune('a' + i)
			legend = append(legend, fmt.Sprintf("%c %s", 'a'+i, m.what))
		}
	}
	fmt.Fprintf(w, "\n          failing     %s  up to %.0f %%, a column is %s\n", string(bars), most*100, second)
	fmt.Fprintf(w, "                      %s\n                      %s\n", strings.TrimRight(string(below), " "), strings.Join(legend, "  "))
}

func share(s traffic.Span) float64 { return float64(s.Failed) / float64(max(s.Total, 1)) }

func bar(part, most float64) rune {
	if part == 0 {
		return '·'
	}
	return []rune("▁▂▃▄▅▆▇█")[min(int(part/most*8), 7)]
}
