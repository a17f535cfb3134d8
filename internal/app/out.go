package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/repo/git"
	"github.com/heald-dev/heald/internal/review"
)

// MayWriteOut checks that WriteOut can do its work, before any is done: no file that the repository tracks would be replaced, the folder
// is made, and a file in it is written and removed.
func MayWriteOut(ctx context.Context, dir, repository string) error {
	err := sparesRepository(ctx, dir, repository)
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = tryWrite(dir)
	}
	if err != nil {
		return fmt.Errorf("--out %s: %w; name a folder that can be written: %w", dir, err, heald.ErrInvalid)
	}
	return nil
}

// sparesRepository refuses to write over what is committed, or into the git folder. That the repository cannot be opened is said by
// whoever needs it.
func sparesRepository(ctx context.Context, dir, repository string) error {
	r, err := git.Open(repository)
	if err != nil {
		return nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if strings.Contains(abs+"/", "/.git/") {
		return errors.New("it lies in a git folder")
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	for _, name := range outFiles {
		if tracked, err := r.Tracked(ctx, filepath.Join(abs, name)); err == nil && tracked {
			return fmt.Errorf("%s is a file of the repository", name)
		}
	}
	return nil
}

func tryWrite(dir string) error {
	for _, name := range outFiles {
		if info, err := os.Lstat(filepath.Join(dir, name)); err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("%s is in the way: it is not a regular file", name)
		}
	}
	probe, err := os.CreateTemp(dir, ".heald-")
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// outFiles are what WriteOut writes.
var outFiles = []string{"card.md", "case.json", "fix.diff", "test.diff"}

// WriteOut writes a case for people and machines into a folder, which is made when missing: card.md and case.json always, fix.diff
// when there is a patch, test.diff when the crash was reproduced. Files of an earlier run are replaced or removed.
func WriteOut(dir string, o Outcome) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write the case to %s: %w", dir, err)
	}
	record, err := json.MarshalIndent(o.Case, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the case: %w", err)
	}
	_, err = os.Stat(filepath.Join(dir, "case.json"))
	earlier, fix := err == nil, ""
	if o.Case.Patch != nil {
		fix = o.Case.Patch.Diff
	}
	for name, content := range map[string]string{
		"card.md": review.Markdown(o.Card), "case.json": string(record) + "\n", "fix.diff": fix, "test.diff": o.TestDiff,
	} {
		if content == "" && !earlier {
			continue // a file of that name is somebody else's
		}
		if err := replace(filepath.Join(dir, name), content); err != nil {
			return err
		}
	}
	return nil
}

func replace(path, content string) error {
	if content == "" {
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("remove the earlier %s: %w", path, err)
		}
		return nil
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		return fmt.Errorf("write the case: %w", err)
	}
	return nil
}
