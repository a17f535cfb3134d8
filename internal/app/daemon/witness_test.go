package daemon

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/telemetry"
	"github.com/heald-dev/heald/internal/triage"
)

// TestWitness has the proxy know the request of a crash: the incident's context has it, redacted, and the trace is where it was.
func TestWitness(t *testing.T) {
	const before, trace, after = "started\n", "Traceback (most recent call last):\nKeyError: 'x'\n", "next\n"
	signal := heald.Signal{Service: "shop", Text: before + trace + after, Exceptions: []heald.Exception{{
		ErrorType: "KeyError", Start: len(before), End: len(before + trace), Causes: []heald.Exception{{Start: 3, End: len(before + trace)}},
	}}}
	var got []heald.Signal
	keep := telemetry.SinkFunc(func(_ context.Context, signals []heald.Signal) error { got = append(got, signals...); return nil })
	told := func(service, _ string, _ time.Time) string {
		return map[string]string{"shop": `"POST /orders HTTP/1.1" 500 body: {"sku":"A","password":"hunter2hunter2"}`}[service]
	}
	other := heald.Signal{Service: "other", Text: "x", Exceptions: []heald.Exception{{}}}
	if err := witness(told, keep).Accept(t.Context(), []heald.Signal{signal, other, {Service: "shop", Text: "no trace"}}); err != nil {
		t.Fatal(err)
	}
	e := got[0].Exceptions[0]
	if text := got[0].Text[e.Start:e.End]; text != trace || e.Causes[0].Start != 3 || e.Causes[0].End != e.End {
		t.Errorf("the trace is %q, its cause ends at %d of %d", text, e.Causes[0].End, e.End)
	}
	incident := triage.Incident("shop", []byte(got[0].Text), e, time.Now())
	if !strings.Contains(incident.Context, `POST /orders HTTP/1.1" 500 body: {"sku":"A"`) || strings.Contains(incident.Context, "hunter2") {
		t.Errorf("context %q: want the request without its password", incident.Context)
	}
	if got[1].Text != "x" || got[2].Text != "no trace" || signal.Exceptions[0].Start != len(before) {
		t.Errorf("others were changed: %+v", got[1:])
	}
}
