package validate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/validate/suites"
)

// maxHunks is up to how many hunks each is tried alone.
const maxHunks = 8

// necessary reverts each hunk alone. A hunk that is executed, and without which the reproduction stays green, the suite is no worse and
// no input behaves otherwise, is dropped from the patch: what nothing speaks for is not changed. One that nothing executes is kept: that
// nothing changes without it says nothing then.
func (l *lab) necessary(ctx context.Context, p heald.Patch, c change) (heald.Patch, change, heald.Check, error) {
	check := heald.Check{Name: "hunks", Outcome: heald.Pass, Detail: "every hunk is necessary"}
	if len(c.regions) > maxHunks {
		check.Outcome, check.Detail = heald.Inconclusive, fmt.Sprintf("%d hunks are too many to revert each alone", len(c.regions))
	}
	if countLoud(c.regions) < 2 || len(c.regions) > maxHunks {
		return p, c, check, nil
	}
	whole, err := l.observeAfter(ctx, &c, l.sources(&c), c.watched)
	dropped := 0
	for n := 0; err == nil && n < len(c.regions) && countLoud(c.regions) > 1; {
		var smaller heald.Patch
		var seen language.Observations
		var needless bool
		if smaller, seen, needless, err = l.needless(ctx, p, &c, n, whole); !needless {
			n++
			continue
		}
		p, c, whole, dropped = smaller, l.change(smaller), seen, dropped+1
	}
	if dropped > 0 {
		check.Detail = fmt.Sprintf("%d hunks were dropped: without them the reproduction stays green and the suite the same", dropped)
	}
	return p, c, check, err
}

// needless says whether a region can be left out, and gives the patch without it and what the inputs do then.
func (l *lab) needless(ctx context.Context, p heald.Patch, c *change, n int, whole language.Observations) (heald.Patch, language.Observations, bool, error) {
	if c.regions[n].silent || !l.runs(&c.regions[n], whole.Seen) {
		return p, whole, false, nil
	}
	smaller, ok := l.without(p, c, n)
	if !ok {
		return p, whole, false, nil
	}
	seen, good, err := l.stillGood(ctx, smaller)
	return smaller, seen, err == nil && good && l.alike(whole.Seen, seen.Seen), err
}

// runs says whether a region is executed: by the suite or an input before the patch, or by an input after it. Of what no function holds,
// an import is enough.
func (l *lab) runs(r *region, after []language.Observed) bool {
	if r.some(l.base.watched.Lines[r.path]) {
		return true
	}
	if r.newFirst == 0 {
		return slices.ContainsFunc(l.base.before.Seen, func(seen language.Observed) bool { return r.some(seen.Lines[r.path]) })
	}
	return slices.ContainsFunc(after, func(seen language.Observed) bool {
		ran := seen.Lines[r.path]
		return lines{r.newFirst, r.newLast}.in(ran) || len(r.functions) == 0 && len(ran) > 0
	})
}

// alike says whether all inputs behave the same with a smaller patch, or as they did when they worked before any patch, as far as they are
// steady.
func (l *lab) alike(whole, smaller []language.Observed) bool {
	if len(whole) != len(smaller) || len(whole) != len(l.base.before.Seen) {
		return len(l.base.before.Seen) == 0
	}
	for n := range whole {
		if !l.equal(&l.base.before.Seen[n], &whole[n], &smaller[n]) {
			return false
		}
	}
	return true
}

func (l *lab) equal(was, whole, smaller *language.Observed) bool {
	kind := l.kind(was)
	return whole.All == smaller.All || kind == unknown || kind == worked && same(was, smaller) || whole.End == language.LeftOut || smaller.End == language.LeftOut
}

func countLoud(regions []region) int {
	n := 0
	for _, r := range regions {
		if !r.silent {
			n++
		}
	}
	return n
}

// without gives the patch with one region as it was before.
func (l *lab) without(p heald.Patch, c *change, n int) (heald.Patch, bool) {
	r := c.regions[n]
	before, now := splitLines(c.before[r.path]), splitLines(c.overlay[r.path])
	if c.before[r.path] == nil || c.overlay[r.path] == nil {
		return p, false
	}
	at, end := r.newFirst-1, r.newLast
	if r.newFirst == 0 { // a pure removal: its place in the new file is after what the earlier regions made of the lines before it
		at = r.oldFirst - 1
		for _, other := range c.regions[:n] {
			if other.path == r.path {
				at += size(other.newFirst, other.newLast) - size(other.oldFirst, other.oldLast)
			}
		}
		end = at
	}
	var middle [][]byte
	if r.oldFirst > 0 {
		middle = before[r.oldFirst-1 : r.oldLast]
	}
	content := bytes.Join([][]byte{bytes.Join(now[:at], nil), bytes.Join(middle, nil), bytes.Join(now[end:], nil)}, nil)
	return l.rebuilt(p, c, r.path, content), true
}

func size(first, last int) int {
	if first == 0 {
		return 0
	}
	return last - first + 1
}

func splitLines(content []byte) [][]byte { return bytes.SplitAfter(content, []byte("\n")) }

// rebuilt is the patch with another content for one file.
func (l *lab) rebuilt(p heald.Patch, c *change, name string, content []byte) heald.Patch {
	made := p
	made.Edits, made.Files = nil, nil
	sum := sha256.New()
	for _, edit := range p.Edits {
		after := edit.After
		if edit.Path == name {
			after = content
		}
		if bytes.Equal(after, c.before[edit.Path]) && after != nil {
			continue
		}
		made.Edits = append(made.Edits, heald.FileEdit{Path: edit.Path, Before: c.before[edit.Path], After: after})
		made.Files = append(made.Files, edit.Path)
		content := sha256.Sum256(after)
		sum.Write(append([]byte(edit.Path), 0))
		sum.Write(content[:])
	}
	made.ID = hex.EncodeToString(sum.Sum(nil))[:16] // as the proposers name their patches
	made.Diff = diff.Unified(made.Edits)
	if parsed, err := diff.Parse(made.Diff); err == nil {
		added, removed := diff.Count(parsed)
		made.Lines = added + removed
	}
	return made
}

// stillGood says whether a smaller patch turns the reproduction green and leaves the suite as it was, and what the inputs do with it.
func (l *lab) stillGood(ctx context.Context, p heald.Patch) (language.Observations, bool, error) {
	c := l.change(p)
	var green, suite language.SuiteReport
	var seen language.Observations
	err := l.together(
		func() (err error) { green, err = l.reproduction(ctx, p, c.overlay); return },
		func() (err error) { suite, err = l.suite(ctx, c.overlay, nil, nil); return },
	)
	if err != nil || l.judgeGreen(&c, green).Outcome != heald.Pass {
		return seen, false, err
	}
	if _, check := suites.Judge(l.base.Baseline, suite, nil); check.Outcome == heald.Fail {
		return seen, false, nil
	}
	seen, err = l.observeAfter(ctx, &c, l.sources(&c), c.watched)
	return seen, err == nil, err
}
