package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/heald-dev/heald"
)

// fake answers every stage as a test wants; a nil function gives the answer that leads on.
type fake struct {
	diagnosis    heald.Diagnosis
	acceptance   heald.Acceptance
	missing      string
	reproduction heald.Reproduction
	attempts     []heald.Attempt
	choices      []heald.Choice
	decision     heald.Decision
	fail         map[string]error // by stage
	block        string           // the stage that waits for its deadline

	asked   []string
	earlier []int // attempts known to each Repair
	saved   []heald.Case
	refuse  bool // Save says conflict
}

func (f *fake) ask(ctx context.Context, stage string) error {
	f.asked = append(f.asked, stage)
	if f.block == stage {
		<-ctx.Done()
		return fmt.Errorf("run: %w", ctx.Err())
	}
	return f.fail[stage]
}

func (f *fake) Diagnose(ctx context.Context, _ Scene) (heald.Diagnosis, error) {
	return f.diagnosis, f.ask(ctx, "diagnose")
}

func (f *fake) Blame(ctx context.Context, _ Scene, _ Findings) (heald.Blame, error) {
	return heald.Blame{Reason: "as old as the file"}, f.ask(ctx, "blame")
}

func (f *fake) Accept(ctx context.Context, _ Scene, _ heald.Diagnosis) (heald.Acceptance, error) {
	return f.acceptance, f.ask(ctx, "accept")
}

func (f *fake) Decide(ctx context.Context, _ Scene, _ Findings, _ heald.Choice) (heald.Decision, error) {
	return f.decision, f.ask(ctx, "decide")
}

func (f *fake) Prepare(ctx context.Context, _ Scene) (heald.Environment, error) {
	return heald.Environment{Language: "python", Missing: []string{"redis"}, Remedy: "install redis"}, f.ask(ctx, "prepare")
}

func (f *fake) Explain(heald.Environment, heald.Incident) (string, bool) {
	return f.missing, f.missing != ""
}

func (f *fake) Reproduce(ctx context.Context, _ Scene, _ heald.Diagnosis, _ heald.Environment) (heald.Reproduction, error) {
	return f.reproduction, f.ask(ctx, "reproduce")
}

func (f *fake) Repair(ctx context.Context, _ Scene, found Findings) (heald.Attempt, error) {
	f.earlier = append(f.earlier, len(found.Earlier))
	return f.attempts[min(len(f.earlier)-1, len(f.attempts)-1)], f.ask(ctx, "repair")
}

func (f *fake) Validate(ctx context.Context, _ Scene, _ Findings, _ []heald.Patch) (heald.Choice, error) {
	return f.choices[min(len(f.earlier)-1, len(f.choices)-1)], f.ask(ctx, "validate")
}

func (f *fake) commit(_ context.Context, c heald.Case, _ []heald.Input, _ heald.Wait) error {
	if f.refuse {
		return heald.ErrConflict
	}
	f.saved = append(f.saved, c)
	return nil
}

// healthy is a fake on which a case walks all the way.
func healthy() *fake {
	patch := heald.Patch{ID: "p1", Why: "guard the division"}
	return &fake{
		diagnosis: heald.Diagnosis{Why: "d is 0"}, acceptance: heald.Acceptance{Accept: true, Reason: "a code bug"},
		reproduction: heald.Reproduction{Outcome: heald.Pass, Reason: "seen to fail"}, attempts: []heald.Attempt{{Plausible: []heald.Patch{patch}}},
		choices: []heald.Choice{{Patch: &patch, Reason: "singled out"}}, decision: heald.Decision{Allow: true},
	}
}

func (f *fake) engine() *Engine {
	clock := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &Engine{Diagnoser: f, Governor: f, Preparer: f, Reproducer: f, Mender: f, Now: func() time.Time {
		clock = clock.Add(time.Second)
		return clock
	}}
}

func open() heald.Case {
	return heald.Case{ID: "shop-1f-1", State: heald.Open, Deadline: time.Now().Add(time.Minute)}
}

func finish(t *testing.T, f *fake) heald.Case {
	t.Helper()
	c, err := f.engine().Finish(context.Background(), open(), f.commit, func(heald.Case) {})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func trail(c heald.Case) string {
	states := []string{"open"}
	for _, s := range c.Steps {
		states = append(states, string(s.To))
	}
	return strings.Join(states, " ")
}

func TestWalk(t *testing.T) {
	f := healthy()
	c := finish(t, f)
	if want := "open admitted diagnosed accepted prepared reproduced blamed validated permitted"; trail(c) != want {
		t.Errorf("trail %q, want %q", trail(c), want)
	}
	if want := []string{"diagnose", "accept", "prepare", "reproduce", "blame", "repair", "validate", "decide"}; !cmp.Equal(f.asked, want) {
		t.Errorf("asked %v, want %v", f.asked, want)
	}
	for i, saved := range f.saved {
		if saved.Version != i+1 || saved.State != c.Steps[i].To {
			t.Errorf("save %d: version %d in state %s", i, saved.Version, saved.State)
		}
	}
	if c.Patch == nil || c.Reason != "guard the division" {
		t.Errorf("patch %v, reason %q", c.Patch, c.Reason)
	}
}

func TestEnds(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(*fake)
		trail  string
		reason string
	}{
		{"abstained", func(f *fake) { f.diagnosis = heald.Diagnosis{Abstained: true, Why: "no file fits"} }, "open admitted handed_over", "no diagnosis: no file fits"},
		{"refused", func(f *fake) { f.acceptance = heald.Acceptance{Refused: true, Reason: "bad input"} }, "open admitted diagnosed refused", "bad input"},
		{"not ours", func(f *fake) { f.acceptance = heald.Acceptance{Reason: "set PORT"} }, "open admitted diagnosed handed_over", "set PORT"},
		{"missing package", func(f *fake) { f.missing = "redis is not installed" }, "open admitted diagnosed accepted handed_over", "redis is not installed"},
		{"not reproduced", func(f *fake) {
			f.reproduction = heald.Reproduction{Outcome: heald.Inconclusive, Reason: "never reached"}
		}, "open admitted diagnosed accepted prepared handed_over", "could not reproduce the crash: never reached; the environment lacks redis: install redis"},
		{"invented inputs", func(f *fake) { f.reproduction.Invented = true }, "open admitted diagnosed accepted prepared handed_over", "no caller was shown to pass"},
		{"no candidate", func(f *fake) { f.attempts = []heald.Attempt{{Reason: "no rule fits"}} }, "open admitted diagnosed accepted prepared reproduced blamed handed_over", "no candidate: no rule fits"},
		{"rivals", func(f *fake) {
			f.choices = []heald.Choice{{Reason: "two fixes differ", Alternatives: []heald.Patch{{}, {}}}}
		}, "open admitted diagnosed accepted prepared reproduced blamed handed_over", "two fixes differ"},
		{"denied", func(f *fake) { f.decision = heald.Decision{Reasons: []string{"touches CI"}} }, "open admitted diagnosed accepted prepared reproduced blamed validated denied", "policy denies the proved patch: touches CI"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := healthy()
			c.spoil(f)
			got := finish(t, f)
			if trail(got) != c.trail || !strings.Contains(got.Reason, c.reason) {
				t.Errorf("got %q (%s), want %q (%s)", trail(got), got.Reason, c.trail, c.reason)
			}
			if got.Patch != nil {
				t.Error("a case that is not permitted shows a patch")
			}
			if got.Reproduction != nil && (got.Blame == nil || got.Blame.Reason == "") {
				t.Error("nobody says who last changed the code")
			}
		})
	}
}

func TestDeniedPatchIsTheFirstAlternative(t *testing.T) {
	f := healthy()
	f.decision = heald.Decision{Reasons: []string{"touches CI"}}
	f.choices[0].Alternatives = []heald.Patch{{ID: "p2"}}
	c := finish(t, f)
	if len(c.Alternatives) != 2 || c.Alternatives[0].ID != "p1" {
		t.Errorf("alternatives %v, want p1 first", c.Alternatives)
	}
}

func TestAttemptsAreBoundedAndRemembered(t *testing.T) {
	f := healthy()
	f.choices = []heald.Choice{{Retry: true, Reason: "the suite broke"}}
	c := finish(t, f)
	if !cmp.Equal(f.earlier, []int{0, 1}) || c.State != heald.HandedOver || len(c.Attempts) != maxAttempts {
		t.Errorf("earlier attempts %v, state %s, %d attempts", f.earlier, c.State, len(c.Attempts))
	}
}

func TestErrorsLeaveTheCaseAsItWas(t *testing.T) {
	for _, stage := range []string{"diagnose", "accept", "prepare", "reproduce", "blame", "repair", "validate", "decide"} {
		f := healthy()
		f.fail = map[string]error{stage: heald.ErrTransient}
		c, err := f.engine().Finish(context.Background(), open(), f.commit, func(heald.Case) {})
		if !errors.Is(err, heald.ErrTransient) {
			t.Errorf("%s: got %v, want ErrTransient", stage, err)
		}
		if len(f.saved) > 0 && !cmp.Equal(f.saved[len(f.saved)-1], c) {
			t.Errorf("%s: the case differs from the one saved last", stage)
		}
		f.fail = nil
		if c, err = f.engine().Finish(context.Background(), c, f.commit, func(heald.Case) {}); err != nil || c.State != heald.Permitted {
			t.Errorf("%s: taken up again, it ends %s, %v", stage, c.State, err)
		}
	}
}

func TestTheDeadlineHandsOver(t *testing.T) {
	f := healthy()
	f.block = "reproduce"
	c := open()
	c.Deadline = time.Now().Add(20 * time.Millisecond)
	c, err := f.engine().Finish(context.Background(), c, f.commit, func(heald.Case) {})
	if err != nil || c.State != heald.HandedOver || !strings.Contains(c.Reason, "after prepared") {
		t.Errorf("got %s (%s), %v", c.State, c.Reason, err)
	}
}

func TestAPatchThatPolicyWasNotAskedAboutIsNoFix(t *testing.T) {
	f := healthy()
	f.block = "decide"
	c := open()
	c.Deadline = time.Now().Add(20 * time.Millisecond)
	c, err := f.engine().Finish(context.Background(), c, f.commit, func(heald.Case) {})
	if err != nil || c.State != heald.HandedOver || c.Patch != nil || len(c.Alternatives) != 1 || c.Alternatives[0].ID != "p1" {
		t.Errorf("got %s, patch %v, alternatives %v, %v", c.State, c.Patch, c.Alternatives, err)
	}
}

func TestCancelledIsAnErrorNotAHandOver(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := healthy()
	f.block = "diagnose"
	if _, err := f.engine().Finish(ctx, open(), f.commit, func(heald.Case) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want Canceled", err)
	}
}

func TestStaleVersionsAndEndsAreRefused(t *testing.T) {
	f := healthy()
	f.refuse = true
	if _, _, err := f.engine().Advance(context.Background(), open(), nil, f.commit); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", err)
	}
	done := open()
	done.State = heald.Permitted
	if _, _, err := f.engine().Advance(context.Background(), done, nil, f.commit); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
}

func TestEveryStateLeadsOnOrIsAnEnd(t *testing.T) {
	for _, s := range []heald.State{
		heald.Open, heald.Admitted, heald.Stabilised, heald.Diagnosed, heald.Accepted, heald.Prepared, heald.Reproduced, heald.Blamed, heald.Validated,
		heald.Permitted, heald.InReview, heald.Rebased, heald.Merged, heald.Rolling, heald.Aborting, heald.Resolved, heald.Reverted,
		heald.Denied, heald.Refused, heald.HandedOver,
	} {
		_, leads := story[s]
		c := heald.Case{State: s}
		if leads == c.Ended() {
			t.Errorf("state %s: leads on %t, ended %t", s, leads, c.Ended())
		}
	}
}
