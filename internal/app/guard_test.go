package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/heald-dev/heald"
)

const someCommit = "0123456789abcdef0123456789abcdef01234567"

// fakeRepo makes checkouts without files and counts them.
type fakeRepo struct{ dirs []string }

func (f *fakeRepo) Checkout(_ context.Context, commit, dir string) (heald.Checkout, error) {
	f.dirs = append(f.dirs, dir)
	return heald.Checkout{Root: dir, Home: "/srv/shop", Commit: commit}, nil
}

func (f *fakeRepo) Log(_ context.Context, commit string, paths []string, n int) ([]heald.Commit, error) {
	return []heald.Commit{{SHA: commit, Subject: fmt.Sprint(paths, n)}}, nil
}

func (f *fakeRepo) Patch(context.Context, string) (string, error) { return "diff", nil }

func (f *fakeRepo) LineHistory(_ context.Context, commit, path string, line int) (heald.Commit, error) {
	return heald.Commit{SHA: commit, Subject: fmt.Sprint(path, line)}, nil
}

// fakeSandbox records what it was asked to run.
type fakeSandbox struct{ ran []heald.Command }

func (f *fakeSandbox) Run(_ context.Context, cmd heald.Command) (heald.Result, error) {
	f.ran = append(f.ran, cmd)
	return heald.Result{}, nil
}

func newGuard() (*guard, *fakeRepo, *fakeSandbox) {
	r, s := &fakeRepo{}, &fakeSandbox{}
	return &guard{
		sandbox: s, history: r, trees: "/state/trees", home: "/srv/shop", slots: make(chan struct{}, 2), progress: func(string) {},
		checkouts: map[string]heald.Checkout{},
	}, r, s
}

// What a worker that was taken over would ask for.
func TestGuardRefuses(t *testing.T) {
	g, _, s := newGuard()
	made, err := g.checkout(context.Background(), historyQuestion{Commit: someCommit})
	if err != nil {
		t.Fatal(err)
	}
	for name, tree := range map[string]heald.Tree{
		"a folder of this machine":      {Root: "/etc", Home: "/srv/shop"},
		"the folder above the trees":    {Root: "/state/trees", Home: "/srv/shop"},
		"a path that leads out again":   {Root: made.Root + "/../..", Home: "/srv/shop"},
		"our tree at another home":      {Root: made.Root, Home: "/usr/lib"},
		"a tree that was never made":    {Root: "/state/trees/ffff", Home: "/srv/shop"},
		"the live checkout as the tree": {Root: "/srv/shop", Home: "/srv/shop"},
	} {
		if _, err := g.run(context.Background(), heald.Command{Argv: []string{"x"}, Tree: tree}); !errors.Is(err, heald.ErrDenied) {
			t.Errorf("%s: %v, want ErrDenied", name, err)
		}
	}
	if len(s.ran) != 0 {
		t.Errorf("the sandbox ran %v", s.ran)
	}
	ours := heald.Command{Argv: []string{"x"}, Tree: heald.Tree{Root: made.Root, Home: "/srv/shop"}}
	if _, err := g.run(context.Background(), ours); err != nil || len(s.ran) != 1 {
		t.Errorf("our own tree: %v, ran %d", err, len(s.ran))
	}
}

func TestGuardChecksOutOnceAndByFullName(t *testing.T) {
	g, r, _ := newGuard()
	for range 3 {
		if _, err := g.checkout(context.Background(), historyQuestion{Commit: someCommit, Dir: "/etc/passwd"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.dirs) != 1 || r.dirs[0] != "/state/trees/"+someCommit {
		t.Errorf("made %v", r.dirs)
	}
	for _, name := range []string{"HEAD", "--upload-pack=x", "../" + someCommit, someCommit[:39], strings.ToUpper(someCommit), ""} {
		if _, err := g.checkout(context.Background(), historyQuestion{Commit: name}); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("checkout of %q: %v, want ErrInvalid", name, err)
		}
	}
}

func TestGuardIsBounded(t *testing.T) {
	g, _, _ := newGuard()
	g.runs = maxRuns
	if _, err := g.run(context.Background(), heald.Command{}); !errors.Is(err, heald.ErrExhausted) {
		t.Errorf("run %d: %v, want ErrExhausted", maxRuns+1, err)
	}
	var last error
	for i := range maxCheckouts + 1 {
		_, last = g.checkout(context.Background(), historyQuestion{Commit: fmt.Sprintf("%040x", i)})
	}
	if !errors.Is(last, heald.ErrExhausted) {
		t.Errorf("checkout %d: %v, want ErrExhausted", maxCheckouts+1, last)
	}
	commits, err := g.log(context.Background(), historyQuestion{Commit: someCommit, N: 1 << 30})
	if err != nil || !strings.Contains(commits[0].Subject, fmt.Sprint(maxLog)) {
		t.Errorf("log: %v, %v; want at most %d asked for", commits, err, maxLog)
	}
}

func TestGuardAnswers(t *testing.T) {
	g, _, _ := newGuard()
	said := ""
	g.progress = func(s string) { said = s }
	for method, c := range map[string]struct{ params, want string }{
		methodPatch:       {`{"commit":"` + someCommit + `"}`, `"diff"`},
		methodLineHistory: {`{"commit":"c","path":"a.py","line":3}`, `{"sha":"c","subject":"a.py3"}`},
		methodProgress:    {`"running"`, `null`},
	} {
		answer, err := g.handlers()[method](context.Background(), json.RawMessage(c.params))
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(answer)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v; want %s", method, got, err, c.want)
		}
	}
	if said != "running" {
		t.Errorf("progress said %q", said)
	}
	if _, err := g.handlers()[methodRun](context.Background(), json.RawMessage(`[`)); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("malformed question: %v, want ErrInvalid", err)
	}
}
