package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/govern"
	"github.com/heald-dev/heald/internal/policy"
	"github.com/heald-dev/heald/internal/policy/rego"
	"github.com/heald-dev/heald/internal/repo/git"
)

// PolicyTest is one unit test of the policy's rules.
type PolicyTest = rego.TestResult

// TestPolicy runs the unit tests of a bundle; an empty folder means the one that heald brings.
func TestPolicy(ctx context.Context, dir string) ([]PolicyTest, error) { return rego.Test(ctx, dir) }

// mayDecide checks that rules of the user's own can be read, before anything is run.
func mayDecide(ctx context.Context, dir string) error {
	if dir == "" {
		return nil
	}
	if _, err := rego.New(ctx, rego.Config{Dir: dir}); err != nil {
		return fmt.Errorf("--policy %s: %w", dir, err)
	}
	return nil
}

// PolicyQuestion is a diff to decide on.
type PolicyQuestion struct {
	Repo    string
	Service string // sub-folder of the repository
	Diff    []byte
	Facts   []byte // validation facts as heal prints them; empty: all passing
	Bundle  string // a folder with rules that replace the default ones
	Lang    string // empty: the language that the diff's files are in, where heald knows it
}

// EvaluatePolicy decides on a diff against HEAD. Validation counts as passing unless facts are given, so that what remains is what
// policy says of the content. It runs in heald's own process: the repository and the diff are the user's own here.
func EvaluatePolicy(ctx context.Context, q PolicyQuestion) (heald.Decision, error) {
	proof, err := q.read()
	if err != nil {
		return heald.Decision{}, err
	}
	repository, err := git.Open(q.Repo)
	if err != nil {
		return heald.Decision{}, err
	}
	head, err := repository.Resolve(ctx, "HEAD")
	if err != nil {
		return heald.Decision{}, err
	}
	s, err := service(repository.Root(), Options{Service: q.Service, Lang: q.Lang})
	if err != nil {
		return heald.Decision{}, err
	}
	dir, err := os.MkdirTemp("", "heald-")
	if err != nil {
		return heald.Decision{}, fmt.Errorf("make a folder for the checkout: %w", err)
	}
	defer os.RemoveAll(dir)
	tree, err := repository.Checkout(ctx, head.SHA, filepath.Join(dir, "tree"))
	if err != nil {
		return heald.Decision{}, err
	}
	rules, err := rego.New(ctx, rego.Config{Dir: q.Bundle})
	if err != nil {
		return heald.Decision{}, err
	}
	return govern.Decider{Engine: rules, Support: supportFor}.Decide(ctx, govern.DecideInput{
		Service: s, Checkout: tree, By: "person", Diff: string(q.Diff), Given: proof, Language: q.Lang,
	})
}

// read looks whether the question holds a change, and reads what is said to be proved of it.
func (q PolicyQuestion) read() (*policy.Proof, error) {
	changes, err := diff.Parse(string(q.Diff))
	switch {
	case err != nil:
		return nil, err
	case len(changes) == 0:
		return nil, fmt.Errorf("--diff holds no change: give a unified diff, as git diff prints it: %w", heald.ErrInvalid)
	case len(q.Facts) == 0:
		return policy.Passing(), nil
	}
	return policy.ReadProof(q.Facts)
}
