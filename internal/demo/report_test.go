package demo

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/traffic"
)

func TestMarks(t *testing.T) {
	zero := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	step := func(at int, to heald.State) heald.Step {
		return heald.Step{To: to, At: zero.Add(time.Duration(at) * time.Second), Took: 500 * time.Millisecond}
	}
	answer := &heald.Answer{At: zero.Add(20 * time.Second)}
	for _, c := range []struct {
		name string
		c    heald.Case
		want string
	}{
		{"nothing", heald.Case{}, ""},
		{"resolved", heald.Case{Answer: answer, Steps: []heald.Step{step(1, heald.Admitted), step(2, heald.Diagnosed), step(5, heald.Permitted), step(21, heald.Merged), step(30, heald.Resolved)}},
			"detected +1.0s, diagnosed +2.5s, verified +5.5s, approved +20.0s, recovered +30.5s, ended +30.5s"},
		{"rolled back first", heald.Case{Rollback: &heald.Rollback{}, Steps: []heald.Step{step(1, heald.Admitted), step(2, heald.Stabilised), step(30, heald.Resolved)}},
			"detected +1.0s, recovered +2.5s, ended +30.5s"},
		{"no rollback", heald.Case{Steps: []heald.Step{step(1, heald.Stabilised), step(2, heald.Refused)}}, "detected +1.0s, ended +2.5s"},
	} {
		p := &play{main: c.c, stage: &stage{}, story: story{crash0: zero}}
		if got := p.report("", traffic.Counts{}).Seconds.text(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestReportAsJSON(t *testing.T) {
	p := &play{main: heald.Case{State: heald.Denied}, stage: &stage{Scenario: Scenario{Name: "n", Expected: heald.Refused}}, before: "a"}
	text, err := json.Marshal(p.report("a", traffic.Counts{Total: 3, Failed: 1}))
	want := `{"schema":"heald.demo/v1","scenario":"n","outcome":"refused","expected":"refused","seconds":{"detected":null,"diagnosed":null,"verified":null,"approved":null,` +
		`"recovered":null,"total":null},"requests":{"total":3,"failed":1,"failed_after_recovery":null},"commits":{"before":"a","fix":null,"live":"a"}}`
	if err != nil || string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

func TestRequestsText(t *testing.T) {
	n := func(i int) *int { return &i }
	for want, r := range map[string]Requests{
		"9 sent, 2 failed": {9, 2, nil}, "9 sent, 2 failed, none after the recovery": {9, 2, n(0)}, "9 sent, 2 failed, 1 after the recovery": {9, 2, n(1)},
	} {
		if got := r.text(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestBars(t *testing.T) {
	for _, c := range []struct {
		part, most float64
		want       rune
	}{{0, 0, '·'}, {0, 1, '·'}, {0.01, 1, '▁'}, {0.5, 1, '▅'}, {1, 1, '█'}, {0.2, 0.2, '█'}} {
		if got := bar(c.part, c.most); got != c.want {
			t.Errorf("%g of %g: %c, want %c", c.part, c.most, got, c.want)
		}
	}
	var b bytes.Buffer
	picture(&b, traffic.Counts{}, nil, time.Now())
	if b.Len() > 0 {
		t.Errorf("a picture of nothing: %q", b.String())
	}
}

func TestLinesAreBroken(t *testing.T) {
	var b bytes.Buffer
	s := story{out: &b, width: 62}
	s.line("+1.0s", "what", strings.Repeat("word ", 12)+"\x1b[31m\nend")
	want := "   +1.0s  what        word word word word word word word word\n" + strings.Repeat(" ", 22) + "word word word word [31m end\n"
	if b.String() != want {
		t.Errorf("got\n%q\nwant\n%q", b.String(), want)
	}
}
