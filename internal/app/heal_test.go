package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/engine"
)

const zeroTrace = `2026-01-02 10:00:00 INFO GET /mean
Traceback (most recent call last):
  File "/srv/shop/shop/api.py", line 3, in get
    return mean([])
  File "/srv/shop/shop/stats.py", line 2, in mean
    return sum(xs) / len(xs)
ZeroDivisionError: division by zero
`

const nilTrace = `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47e2a5]

goroutine 1 [running]:
main.total(...)
	/srv/shop/main.go:7
main.main()
	/srv/shop/main.go:12 +0x1d
exit status 2
`

var statsFiles = map[string]string{
	"shop/api.py":   "from shop.stats import mean\ndef get():\n    return mean([])\n",
	"shop/stats.py": "def mean(xs):\n    return sum(xs) / len(xs)\n",
}

func TestService(t *testing.T) {
	cases := []struct {
		name string
		o    Options
		want heald.Service
	}{
		{"the whole repository", Options{}, heald.Service{Name: "shop", Repository: "/srv/shop"}},
		{"a sub-folder", Options{Service: "svc/cart"}, heald.Service{Name: "cart", Path: "svc/cart", Repository: "/srv/shop"}},
		{"a sub-folder written oddly", Options{Service: "./svc//cart/"}, heald.Service{Name: "cart", Path: "svc/cart", Repository: "/srv/shop"}},
		{"the root by name", Options{Service: "."}, heald.Service{Name: "shop", Repository: "/srv/shop"}},
		{"down and up again", Options{Service: "svc/.."}, heald.Service{Name: "shop", Repository: "/srv/shop"}},
		{"all that is given", Options{Lang: "python", Environment: "/v", Setup: "make"}, heald.Service{Name: "shop", Repository: "/srv/shop", Language: "python", Venv: "/v", Setup: "make"}},
	}
	for _, c := range cases {
		got, err := service("/srv/shop", c.o)
		if err != nil || got.Name != c.want.Name || got.Path != c.want.Path || got.Language != c.want.Language || got.Venv != c.want.Venv || got.Setup != c.want.Setup {
			t.Errorf("%s: got %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
	for _, path := range []string{"..", "../other", "/etc", "svc/../../x", "a/../.."} {
		if got, err := service("/srv/shop", Options{Service: path}); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("--service %s: got %+v, %v; want ErrInvalid", path, got, err)
		}
	}
	got, err := service("/srv/shop", Options{TestCommand: "make test; true"})
	if err != nil || strings.Join(got.TestCommand, "|") != "/bin/sh|-c|make test; true" {
		t.Errorf("test command %q, %v", got.TestCommand, err)
	}
}

func TestHolds(t *testing.T) {
	repo := repository(t, statsFiles)
	tree := heald.Checkout{Root: repo, Home: "/srv/shop", Commit: "c0ffee"}
	for folder, want := range map[string]bool{"": true, "shop": true, "none": false, "shop/stats.py": false, "shop/none": false} {
		if err := holds(tree, folder); (err == nil) != want || err != nil && !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("--service %q: %v, want found %t", folder, err, want)
		}
	}
}

func TestIncident(t *testing.T) {
	cases := []struct {
		name, text, lang string
		want             string // language and error type
		wrong            string // part of the error
	}{
		{"one trace", zeroTrace, "", "python ZeroDivisionError", ""},
		{"one of two languages", zeroTrace + nilTrace, "python", "python ZeroDivisionError", ""},
		{"the other of them", zeroTrace + nilTrace, "go", "go ", ""},
		{"none", "all is well\n", "", "", "no stack trace"},
		{"nothing", "", "", "", "0 bytes read"},
		{"another language's", zeroTrace, "go", "", "leave --lang out"},
		{"bytes that are no text", "\x00\xff\xfe", "", "", "no stack trace"},
	}
	for _, c := range cases {
		got, err := incident(heald.Service{Name: "shop"}, Options{Trace: []byte(c.text), Lang: c.lang})
		if c.wrong != "" {
			if !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("%s: got %v, want ErrInvalid and %q", c.name, err, c.wrong)
			}
			continue
		}
		if is := got.Language + " " + got.ErrorType; err != nil || !strings.HasPrefix(is, c.want) || got.Service != "shop" || got.Fingerprint == "" {
			t.Errorf("%s: got %q of %q with %q, %v; want %q", c.name, is, got.Service, got.Fingerprint, err, c.want)
		}
	}
}

// Everything that is wrong with the question is said before anything runs.
func TestOpenRefuses(t *testing.T) {
	repo := repository(t, statsFiles)
	empty := t.TempDir()
	good := func(change func(*Options)) Options {
		o := Options{Repo: repo, Trace: []byte(zeroTrace), Budget: time.Minute, Step: func(heald.Case) {}, Say: func(string) {}, Warn: func(string) {}}
		change(&o)
		return o
	}
	cases := []struct {
		name string
		o    Options
	}{
		{"no repository", good(func(o *Options) { o.Repo = empty })},
		{"no folder", good(func(o *Options) { o.Repo = filepath.Join(empty, "none") })},
		{"no such revision", good(func(o *Options) { o.Rev = "v9" })},
		{"an option as a revision", good(func(o *Options) { o.Rev = "--all" })},
		{"a service outside", good(func(o *Options) { o.Service = "../x" })},
		{"a branch that exists", good(func(o *Options) { o.Branch = "main" })},
		{"a branch that cannot be named so", good(func(o *Options) { o.Branch = "a..b" })},
		{"no trace", good(func(o *Options) { o.Trace = []byte("fine\n") })},
		{"the wrong language", good(func(o *Options) { o.Lang = "java" })},
	}
	for _, c := range cases {
		for name, walk := range map[string]func(context.Context, Options) (Outcome, error){"heal": Heal, "diagnose": Diagnose} {
			_, err := walk(context.Background(), c.o)
			if !errors.Is(err, heald.ErrInvalid) && !errors.Is(err, heald.ErrNotFound) && !errors.Is(err, heald.ErrConflict) {
				t.Errorf("%s, %s: got %v, want one of the caller's mistakes", name, c.name, err)
			}
		}
	}
}

// A language that heald cannot mend yet is read and handed over, with what is known.
// A case of a language that nobody knows ends in an error that says so, wherever it comes to.
func TestUnknownLanguage(t *testing.T) {
	for _, name := range []string{"", "cobol"} {
		r := request{Scene: engine.Scene{Incident: heald.Incident{Language: name}}}
		for method, ask := range map[string]func(stages, context.Context, request) (any, error){"plan": stages.planned, "prepare": stages.prepared} {
			if _, err := ask(stages{}, t.Context(), r); !errors.Is(err, heald.ErrInvalid) || !strings.Contains(err.Error(), "python") {
				t.Errorf("%s %q: %v", method, name, err)
			}
		}
		if _, err := startWorker(t.Context(), workerOptions{language: name}); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("a worker for %q: %v", name, err)
		}
		if _, missing := (*remote)(nil).Explain(heald.Environment{}, heald.Incident{Language: name}); missing {
			t.Errorf("something is missing for %q", name)
		}
	}
}

func TestOtherLanguageIsHandedOver(t *testing.T) {
	repo := repository(t, map[string]string{"main.go": "package main\n"})
	o := Options{Repo: repo, Trace: []byte(nilTrace), Budget: time.Minute, Step: func(heald.Case) {}}
	for name, walk := range map[string]func(context.Context, Options) (Outcome, error){"heal": Heal, "diagnose": Diagnose} {
		got, err := walk(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		if got.Case.State != heald.HandedOver || got.Card.Outcome != "handed_over" || !strings.Contains(got.Case.Reason, "cannot mend go yet") {
			t.Errorf("%s: %s, %s, %q", name, got.Case.State, got.Card.Outcome, got.Case.Reason)
		}
		if got.Case.ID == "" || got.Case.Incident.Language != "go" || got.Case.Patch != nil {
			t.Errorf("%s: the case is %+v", name, got.Case)
		}
	}
}

func TestFirstCase(t *testing.T) {
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &room{service: heald.Service{Name: "shop"}, incident: heald.Incident{Fingerprint: "f00d"}, checkout: heald.Checkout{Commit: "c"}}
	c := r.first(Options{Seed: 7, Budget: time.Minute}, began)
	if c.ID != "shop-f00d-1" || c.State != heald.Open || c.Seed != 7 || !c.Deadline.Equal(began.Add(time.Minute)) || c.Checkout.Commit != "c" {
		t.Errorf("got %+v", c)
	}
	r.incident.Generation = 3
	if c := r.first(Options{}, began); c.ID != "shop-f00d-3" {
		t.Errorf("a regression is named %s", c.ID)
	}
}

func TestOutcomeCounts(t *testing.T) {
	r := &room{remote: &remote{took: map[string]time.Duration{
		methodDiagnose: time.Second, methodReproduce: 2 * time.Second, methodRepair: 3 * time.Second, methodValidate: 4 * time.Second, methodBlame: time.Hour,
	}}}
	c := heald.Case{State: heald.HandedOver, Reason: "nothing fits", Attempts: []heald.Attempt{
		{Proposed: 3, Executed: 2, CutByBudget: true}, {Proposed: 4, Executed: 5},
	}}
	got := r.outcome(c, time.Now().Add(-time.Minute))
	if s := got.Stats; s.Candidates != 7 || s.Executed != 7 || !s.CutByBudget {
		t.Errorf("stats %+v, want the sums of both attempts", s)
	}
	if s := got.Stats.Seconds; s.Diagnose != 1 || s.Reproduce != 2 || s.Repair != 3 || s.Validate != 4 || s.Total < 59 || s.Total > 90 {
		t.Errorf("seconds %+v", s)
	}
	if got.Card.Outcome != "handed_over" || got.TestDiff != "" || got.Branch != "" {
		t.Errorf("got %q, %q, %q", got.Card.Outcome, got.TestDiff, got.Branch)
	}
	if s := r.outcome(heald.Case{State: heald.Refused}, time.Now()).Stats; s.Candidates != 0 || s.CutByBudget {
		t.Errorf("without an attempt: %+v", s)
	}
}

func TestWarnDirty(t *testing.T) {
	repo := repository(t, statsFiles)
	warned := func() string {
		r, err := openRepo(repo)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		(&room{repo: r}).warnDirty(context.Background(), Options{Warn: func(s string) { said = append(said, s) }})
		return strings.Join(said, "|")
	}
	if got := warned(); got != "" {
		t.Errorf("a clean tree warns %q", got)
	}
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		write(t, filepath.Join(repo, "shop", name+".py"), "")
	}
	write(t, filepath.Join(repo, "shop", "api.py"), "changed\n")
	if got := warned(); !strings.Contains(got, "not healed") || strings.Count(got, "|") != 0 {
		t.Errorf("a changed tree warns %q", got)
	}
}

func TestLanguages(t *testing.T) {
	if supportOf("python") == nil || supportOf("cobol") != nil {
		t.Error("heald knows python, and does not know cobol")
	}
	if languageNames() != "python" {
		t.Errorf("languages %q", languageNames())
	}
	for name, b := range languages {
		if s := b.support(); s.Name != name || s.Parse == nil || b.environments == nil || b.finder == nil || b.builder == nil {
			t.Errorf("the table of %s is not complete", name)
		}
	}
}
