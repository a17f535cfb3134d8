package demo

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
)

func TestTheStoryOfAMend(t *testing.T) {
	var out bytes.Buffer
	f := &fakeHouse{script: mended(heald.Resolved)}
	r, err := playOn(t, f, Demo{Out: &out, Yes: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Outcome != "resolved" || !r.AsExpected() || r.Requests.Failed == 0 || *r.Requests.FailedAfterRecovery != 0 {
		t.Errorf("report %+v", r)
	}
	if r.Commits.Before != f.commits[1] || r.Commits.Live != f.commits[1] || *r.Commits.Fix != "abc" {
		t.Errorf("commits %+v, deployed were %v", r.Commits, f.commits)
	}
	last := 0.0
	for _, at := range []*float64{r.Seconds.Detected, r.Seconds.Diagnosed, r.Seconds.Verified, r.Seconds.Approved, r.Seconds.Recovered, r.Seconds.Total} {
		if at == nil || *at < last {
			t.Fatalf("times %s", r.Seconds.text())
		}
		last = *at
	}
	inOrder(t, out.String(), "a bad version", "crash", "/a: 500", "detected    ValueError: in price", "diagnosed   the price is not", "verified    the price is read", "also", "CARD",
		"approved    by --yes", "rolling     the canary gets 10 %", "resolved", "end         resolved, as it should be", "none after the recovery", "failing", "a crash", "f recovered")
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 || !f.closed {
		t.Errorf("left behind: %v; heald was ended: %t", left, f.closed)
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("the story holds escapes")
	}
}

func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, found := strings.Cut(rest, part)
		if !found {
			t.Errorf("%q is missing or comes too early in:\n%s", part, text)
			return
		}
		rest = after
	}
}

func TestAnotherEndThanTheExpectedOne(t *testing.T) {
	var out bytes.Buffer
	r, err := playOn(t, &fakeHouse{script: mended(heald.Reverted)}, Demo{Out: &out, Yes: true})
	if err != nil || r.AsExpected() || r.Seconds.Recovered != nil || r.Requests.FailedAfterRecovery != nil {
		t.Errorf("report %+v, error %v", r, err)
	}
	inOrder(t, out.String(), "reverted; it should have been resolved")
}

func TestThePersonPressesAKey(t *testing.T) {
	for key, want := range map[byte]heald.Verb{'a': heald.Approve, 'r': heald.Reject, 'n': heald.NotABug} {
		keys := make(chan byte)
		f := &fakeHouse{}
		f.script = func(f *fakeHouse) {
			go func() {
				keys <- key // before anything is asked: it counts for nothing
				for len(f.answers) == 0 {
					select {
					case keys <- 'x':
					case keys <- key:
					case <-t.Context().Done():
						return
					}
					time.Sleep(20 * time.Millisecond)
				}
			}()
			first := make(chan heald.Answer, 1)
			answers := f.answers
			go func() { a := <-first; answers <- a }()
			mended(heald.Resolved)(f)
		}
		r, err := playOn(t, f, Demo{Out: &bytes.Buffer{}, Keys: keys})
		wantEnd := map[heald.Verb]string{heald.Approve: "resolved"}[want]
		if wantEnd == "" {
			wantEnd = "handed_over"
		}
		if err != nil || r.Outcome != wantEnd {
			t.Errorf("key %c: %s, %v; want %s", key, r.Outcome, err, wantEnd)
		}
	}
}

func TestDemosThatCannotTakePlace(t *testing.T) {
	for name, c := range map[string]struct {
		script func(*fakeHouse)
		before func(*fakeHouse)
		want   string
	}{
		"heald stops": {script: func(f *fakeHouse) { close(f.cases) }, want: "heald stopped: no incident was seen"},
	} {
		_, err := playOn(t, &fakeHouse{script: c.script}, Demo{Out: &bytes.Buffer{}, Yes: true})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	all := []Scenario{{Name: "a"}, {Name: "b"}}
	if got, err := Find(all, "b"); err != nil || got.Name != "b" {
		t.Errorf("b: %v, %v", got.Name, err)
	}
	if _, err := Find(all, "c"); !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), "there are: a, b") {
		t.Errorf("c: %v", err)
	}
}
