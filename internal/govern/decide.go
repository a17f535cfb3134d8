package govern

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/policy"
)

// DecideInput is the patch that is to be judged and what was proved of it.
type DecideInput struct {
	Service    heald.Service     `json:"service"`
	Checkout   heald.Checkout    `json:"checkout"`
	By         string            `json:"by"`
	Diff       string            `json:"diff"`
	TestDiff   string            `json:"test_diff"`  // the regression test's, when it comes apart from Diff
	Validation *heald.Validation `json:"validation"` // nil: nothing was validated
	Given      *policy.Proof     `json:"given"`      // stands in for Validation: policy eval judges the content alone
	Language   string            `json:"language"`   // of the service's sources; Service.Language when empty
}

// Decider asks policy whether a patch may be proposed.
type Decider struct {
	Engine  policy.Engine
	Support func(path string) *language.Support // the table of a file's language, or nil; nil: lines are all that is looked at
}

// Decide judges a patch where it stands. It reads the repository's bytes: the engine's walk calls Look in the worker and
// Judge outside.
func (d Decider) Decide(ctx context.Context, in DecideInput) (heald.Decision, error) {
	facts, err := Look(in, d.Support)
	if err != nil {
		return heald.Decision{}, err
	}
	return d.Judge(ctx, in, facts)
}

// Judge asks policy about facts that were seen elsewhere, and binds the answer to the base commit and the diffs.
func (d Decider) Judge(ctx context.Context, in DecideInput, facts policy.Facts) (heald.Decision, error) {
	decision, err := d.Engine.Evaluate(ctx, facts)
	if err != nil {
		return heald.Decision{}, fmt.Errorf("decide on the patch by %s: %w", in.By, err)
	}
	decision.BaseCommit = in.Checkout.Commit
	decision.DiffHash = DiffHash(in.Diff, in.TestDiff)
	return decision, nil
}

// DiffHash names what a decision is about: the patch and its test.
func DiffHash(patch, test string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\n%s%d\n%s", len(patch), patch, len(test), test)
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Look gathers the facts of a patch: what it touches and what its lines show. A diff that cannot be read is
// heald.ErrInvalid; one that does not fit the checkout is judged by its own lines.
func Look(in DecideInput, support func(path string) *language.Support) (policy.Facts, error) {
	changes, err := changesOf(in.Diff, in.TestDiff)
	if err != nil {
		return policy.Facts{}, fmt.Errorf("decide: %w", err)
	}
	content, err := contentOf(in, changes)
	if err != nil {
		return policy.Facts{}, fmt.Errorf("decide: %w", err)
	}
	facts := policy.Facts{
		Service:    policy.Service{Name: in.Service.Name, Path: strings.Trim(in.Service.Path, "/"), Language: in.Language},
		BaseCommit: in.Checkout.Commit, By: in.By, Proof: in.Given,
	}
	if facts.Service.Language == "" {
		facts.Service.Language = in.Service.Language
	}
	if in.Validation != nil {
		facts.Proof = policy.ProofOf(*in.Validation)
	}
	facts.Files, facts.Risks = policy.Inspect(changes, content)
	structure(&facts, changes, content, support)
	return facts.Complete(), nil
}

func changesOf(diffs ...string) (changes []diff.FileChange, err error) {
	for _, text := range diffs {
		more, err := diff.Parse(text)
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}

// contentOf reads the files that the diffs touch and applies them.
func contentOf(in DecideInput, changes []diff.FileChange) (policy.Content, error) {
	if in.Checkout.Root == "" {
		return policy.Content{}, nil
	}
	before, err := readFiles(in.Checkout.Root, changes)
	if err != nil {
		return policy.Content{}, err
	}
	after := before
	for _, text := range []string{in.Diff, in.TestDiff} {
		if after, err = diff.Apply(after, text); err != nil {
			return policy.Content{}, nil // what does not apply will be refused where it is applied
		}
	}
	return policy.Content{Before: before, After: after}, nil
}

const maxFile = 4 << 20 // larger files are judged by the diff's lines

// readFiles reads below root only, whatever symlinks the tree holds.
func readFiles(root string, changes []diff.FileChange) (map[string][]byte, error) {
	tree, err := os.OpenRoot(root)
	if err != nil {
		return nil, err
	}
	defer tree.Close()
	files := map[string][]byte{}
	for _, change := range changes {
		if change.OldPath == "" || !diff.Inside(change.OldPath) {
			continue
		}
		text, err := readFile(tree, change.OldPath)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("read %s: %w", change.OldPath, err)
		}
		if err == nil {
			files[change.OldPath] = text
		}
	}
	return files, nil
}

func readFile(tree *os.Root, name string) ([]byte, error) {
	info, err := tree.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fs.ErrNotExist
	}
	f, err := tree.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile))
}
