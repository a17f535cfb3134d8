package app

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/heald-dev/heald/internal/review"
)

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
	fix := ""
	if o.Case.Patch != nil {
		fix = o.Case.Patch.Diff
	}
	for name, content := range map[string]string{
		"card.md": review.Markdown(o.Card), "case.json": string(record) + "\n", "fix.diff": fix, "test.diff": o.TestDiff,
	} {
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
