// Package forgetest is what every forge must do: the suite runs against a brand with a service whose history it makes itself.
package forgetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/forge"
)

// World is a fresh forge with one service. Its first commit holds app.py with the lines one to nine.
type World struct {
	Forge   forge.Forge
	Service heald.Service
	// Push commits files as a person would, on top of the head of the service, and returns the commit. Empty content removes a file.
	Push func(t *testing.T, files map[string]string) string
	// Read is a file's content at a commit.
	Read func(t *testing.T, commit, path string) string
}

// First is what app.py holds at the beginning.
const First = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"

const (
	fixed  = "one\nTWO\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"
	moved  = "one\ntwo\nthree\nfour\nfive\nsix\nseven\nEIGHT\nnine\n"
	both   = "one\nTWO\nthree\nfour\nfive\nsix\nseven\nEIGHT\nnine\n"
	rival  = "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"
	tested = "assert True\n"
)

var (
	opened = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	later  = opened.Add(time.Hour)
)

// Run runs the suite; world is called for every test.
func Run(t *testing.T, world func(t *testing.T) World) {
	for name, test := range map[string]func(*testing.T, World){
		"open": open, "open beside another proposal": beside, "merge": merge, "merge twice": mergeTwice, "stale base": stale, "other tree": otherTree,
		"revert": revert, "revert under later work": revertUnder, "revert of what later work changed": revertConflict, "revert of nothing": revertNothing,
		"close": closing, "carry": carry, "race": race, "bad input": bad,
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); test(t, world(t)) })
	}
}

func (w World) proposal(t *testing.T) heald.Proposal {
	t.Helper()
	base, err := w.Forge.Head(context.Background(), w.Service)
	if err != nil {
		t.Fatal(err)
	}
	return heald.Proposal{
		Case: "case1", Service: w.Service, Branch: "heald/case1", Base: base, Title: "mend", Message: "mend: it\n\nBecause.\n", At: opened,
		Edits: []heald.FileEdit{{Path: "app.py", Before: []byte(w.Read(t, base, "app.py")), After: []byte(fixed)}, {Path: "tests/test_app.py", After: []byte(tested)}},
	}
}

func (w World) open(t *testing.T, p heald.Proposal) heald.Review {
	t.Helper()
	review, err := w.Forge.Open(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return review
}

func (w World) merge(t *testing.T) (heald.Review, heald.Merge) {
	t.Helper()
	review := w.open(t, w.proposal(t))
	merge, err := w.Forge.Merge(context.Background(), w.Service, review, later)
	if err != nil {
		t.Fatal(err)
	}
	return review, merge
}

func (w World) wantHead(t *testing.T, want string) {
	t.Helper()
	if head, err := w.Forge.Head(context.Background(), w.Service); err != nil || head != want {
		t.Errorf("head = %s, %v; want %s", head, err, want)
	}
}

func (w World) wantFile(t *testing.T, commit, want string) {
	t.Helper()
	if got := w.Read(t, commit, "app.py"); got != want {
		t.Errorf("app.py at %s:\n%s\nwant:\n%s", commit, got, want)
	}
}

func open(t *testing.T, w World) {
	p := w.proposal(t)
	review := w.open(t, p)
	if review.Base != p.Base || review.Commit == "" || review.Tree == "" || !review.Opened.Equal(opened) || review.ID == "" {
		t.Errorf("review = %+v", review)
	}
	w.wantFile(t, review.Commit, fixed)
	if got := w.Read(t, review.Commit, "tests/test_app.py"); got != tested {
		t.Errorf("test = %q", got)
	}
	w.wantHead(t, p.Base)
	if again := w.open(t, p); again != review {
		t.Errorf("again = %+v, want %+v", again, review)
	}
}

func beside(t *testing.T, w World) {
	p := w.proposal(t)
	first := w.open(t, p)
	p.At = later
	second := w.open(t, p)
	if second.Commit == first.Commit || second.Branch == first.Branch {
		t.Errorf("second = %+v, first = %+v", second, first)
	}
	if again := w.open(t, p); again != second {
		t.Errorf("again = %+v, want %+v", again, second)
	}
	p.At = opened
	if again := w.open(t, p); again != first {
		t.Errorf("again = %+v, want %+v", again, first)
	}
}

func merge(t *testing.T, w World) {
	review, merged := w.merge(t)
	want := heald.Merge{Branch: merged.Branch, Before: review.Base, Commit: review.Commit, Tree: review.Tree, At: later}
	if merged != want || merged.Branch == "" {
		t.Errorf("merge = %+v, want %+v", merged, want)
	}
	w.wantHead(t, review.Commit)
}

func mergeTwice(t *testing.T, w World) {
	review, merged := w.merge(t)
	for _, when := range []string{"at once", "after more work"} {
		again, err := w.Forge.Merge(context.Background(), w.Service, review, later)
		again.Branch = merged.Branch // a person may have taken heald's branch over meanwhile
		if err != nil || again != merged {
			t.Errorf("%s: %+v, %v; want %+v", when, again, err, merged)
		}
		w.Push(t, map[string]string{"more.py": when})
	}
}

func stale(t *testing.T, w World) {
	review := w.open(t, w.proposal(t))
	head := w.Push(t, map[string]string{"app.py": moved})
	if _, err := w.Forge.Merge(context.Background(), w.Service, review, later); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("merge on a head that moved: %v; want heald.ErrConflict", err)
	}
	w.wantHead(t, head)
}

func otherTree(t *testing.T, w World) {
	review := w.open(t, w.proposal(t))
	changed := review
	changed.Tree = review.Commit
	if _, err := w.Forge.Merge(context.Background(), w.Service, changed, later); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("merge of another tree: %v; want heald.ErrConflict", err)
	}
	changed = review
	changed.Base = review.Commit
	if _, err := w.Forge.Merge(context.Background(), w.Service, changed, later); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("merge on another base: %v; want heald.ErrConflict", err)
	}
	w.wantHead(t, review.Base)
}

func (w World) revert(merged heald.Merge) (heald.Merge, error) {
	return w.Forge.Revert(context.Background(), w.Service, merged, "revert: it\n", later.Add(time.Hour))
}

func revert(t *testing.T, w World) {
	review, merged := w.merge(t)
	reverted, err := w.revert(merged)
	if err != nil {
		t.Fatal(err)
	}
	if reverted.Before != review.Commit || reverted.Commit == review.Base || reverted.Tree == "" {
		t.Errorf("revert = %+v", reverted)
	}
	w.wantHead(t, reverted.Commit)
	w.wantFile(t, reverted.Commit, First)
	for _, when := range []string{"at once", "after more work"} {
		again, err := w.revert(merged)
		again.Branch = reverted.Branch
		if err != nil || again != reverted {
			t.Errorf("%s: %+v, %v; want %+v", when, again, err, reverted)
		}
		w.Push(t, map[string]string{"more.py": when})
	}
}

func revertUnder(t *testing.T, w World) {
	_, merged := w.merge(t)
	head := w.Push(t, map[string]string{"app.py": both})
	reverted, err := w.revert(merged)
	if err != nil || reverted.Before != head {
		t.Fatalf("revert = %+v, %v", reverted, err)
	}
	w.wantHead(t, reverted.Commit)
	w.wantFile(t, reverted.Commit, moved)
}

func revertConflict(t *testing.T, w World) {
	_, merged := w.merge(t)
	head := w.Push(t, map[string]string{"app.py": rival})
	if _, err := w.revert(merged); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("revert: %v; want heald.ErrConflict", err)
	}
	w.wantHead(t, head)
}

func revertNothing(t *testing.T, w World) {
	_, merged := w.merge(t)
	head := w.Push(t, map[string]string{"app.py": First, "tests/test_app.py": ""})
	reverted, err := w.revert(merged)
	if err != nil || reverted.Commit != head || reverted.Before != head {
		t.Errorf("revert of what a person took back already = %+v, %v", reverted, err)
	}
	w.wantHead(t, head)
}

func closing(t *testing.T, w World) {
	p := w.proposal(t)
	review := w.open(t, p)
	for range 2 {
		if err := w.Forge.Close(context.Background(), w.Service, review, "rejected: another reading"); err != nil {
			t.Error(err)
		}
	}
	w.wantHead(t, p.Base)
	if again := w.open(t, p); again != review {
		t.Errorf("opened again = %+v, want %+v", again, review)
	}
}

func carry(t *testing.T, w World) {
	p := w.proposal(t)
	head := w.Push(t, map[string]string{"app.py": moved})
	edits, err := w.Forge.Carry(context.Background(), w.Service, p.Edits, p.Base, head)
	if err != nil || len(edits) != 2 || string(edits[0].Before) != moved || string(edits[0].After) != both || string(edits[1].After) != tested || edits[1].Before != nil {
		t.Errorf("carried %q, %v", edits, err)
	}
	head = w.Push(t, map[string]string{"app.py": rival})
	if _, err := w.Forge.Carry(context.Background(), w.Service, p.Edits, p.Base, head); !errors.Is(err, heald.ErrConflict) {
		t.Errorf("carry over the same lines: %v; want heald.ErrConflict", err)
	}
	head = w.Push(t, map[string]string{"app.py": fixed, "tests/test_app.py": tested})
	if edits, err := w.Forge.Carry(context.Background(), w.Service, p.Edits, p.Base, head); err != nil || len(edits) != 0 {
		t.Errorf("carry of what is there = %q, %v", edits, err)
	}
}

// race lets daemons open and merge two cases at once: every caller of a case gets the same answer, and only one case is merged.
func race(t *testing.T, w World) {
	first := w.proposal(t)
	second := first
	second.Case, second.Branch, second.At = "case2", "heald/case2", later
	var wait sync.WaitGroup
	merges, errs := make([]heald.Merge, 6), make([]error, 6)
	for i := range merges {
		wait.Go(func() {
			p := first
			if i%2 == 1 {
				p = second
			}
			review, err := w.Forge.Open(context.Background(), p)
			if err == nil {
				merges[i], err = w.Forge.Merge(context.Background(), w.Service, review, later)
			}
			errs[i] = err
		})
	}
	wait.Wait()
	won := map[string]int{}
	for i, err := range errs {
		if err == nil {
			won[merges[i].Commit]++
		} else if !errors.Is(err, heald.ErrConflict) {
			t.Errorf("caller %d: %v", i, err)
		}
	}
	if len(won) != 1 {
		t.Fatalf("merged %v, want one case", won)
	}
	for commit, callers := range won {
		w.wantHead(t, commit)
		if callers != 3 {
			t.Errorf("%d callers of the case that was merged know it, want 3: %v", callers, errs)
		}
	}
}

func bad(t *testing.T, w World) {
	ctx := context.Background()
	good := w.proposal(t)
	for name, spoil := range map[string]func(*heald.Proposal){
		"foreign branch": func(p *heald.Proposal) { p.Branch = "main" },
		"bad branch":     func(p *heald.Proposal) { p.Branch = "heald/a..b" },
		"revision":       func(p *heald.Proposal) { p.Base = "HEAD" },
		"nothing":        func(p *heald.Proposal) { p.Edits = nil },
		"no change":      func(p *heald.Proposal) { p.Edits = []heald.FileEdit{{Path: "app.py", After: []byte(First)}} },
		"outside":        func(p *heald.Proposal) { p.Edits = []heald.FileEdit{{Path: "../x", After: []byte("x")}} },
	} {
		p := good
		spoil(&p)
		if _, err := w.Forge.Open(ctx, p); !errors.Is(err, heald.ErrInvalid) {
			t.Errorf("%s: %v; want heald.ErrInvalid", name, err)
		}
	}
	gone := w.Service
	gone.Branch = "nowhere"
	if _, err := w.Forge.Head(ctx, gone); !errors.Is(err, heald.ErrNotFound) {
		t.Errorf("head of a branch that is not there: %v; want heald.ErrNotFound", err)
	}
	gone.Branch = ""
	if _, err := w.Forge.Head(ctx, gone); !errors.Is(err, heald.ErrInvalid) {
		t.Errorf("head of no branch: %v; want heald.ErrInvalid", err)
	}
}
