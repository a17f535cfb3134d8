package diff

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"github.com/heald-dev/heald"
)

// Apply returns the files as they are after the diff; the map given is left alone. Files that the diff does not name may
// be missing from it. A diff that does not fit exactly, or leaves the tree, gives heald.ErrInvalid.
func Apply(files map[string][]byte, diff string) (map[string][]byte, error) {
	parsed, err := parse(diff)
	if err != nil {
		return nil, err
	}
	result := maps.Clone(files)
	if result == nil {
		result = map[string][]byte{}
	}
	for _, file := range parsed {
		if err := applyFile(result, file); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func applyFile(files map[string][]byte, file *gitdiff.File) error {
	for _, name := range []string{file.OldName, file.NewName} {
		if name != "" && !Inside(name) {
			return fmt.Errorf("apply diff to %q: path leaves the tree: %w", name, heald.ErrInvalid)
		}
	}
	before, exists := files[file.OldName]
	if _, taken := files[file.NewName]; file.IsNew && taken {
		return fmt.Errorf("apply diff to %s: new file exists already: %w", file.NewName, heald.ErrInvalid)
	}
	if !file.IsNew && !exists {
		return fmt.Errorf("apply diff to %s: no such file: %w", file.OldName, heald.ErrInvalid)
	}
	after := bytes.NewBuffer([]byte{}) // never nil: an empty file is not a removed one
	if err := gitdiff.Apply(after, bytes.NewReader(before), file); err != nil {
		return fmt.Errorf("apply diff to %s: %w: %w", nameOf(file), err, heald.ErrInvalid)
	}
	if !file.IsCopy {
		delete(files, file.OldName)
	}
	if !file.IsDelete {
		files[file.NewName] = after.Bytes()
	}
	return nil
}

func nameOf(file *gitdiff.File) string {
	if file.IsDelete {
		return file.OldName
	}
	return file.NewName
}

// Inside says whether a path of a diff stays inside the tree and out of git's own folder, whatever the file system's
// rules for letter case are.
func Inside(name string) bool {
	if name == "" || path.IsAbs(name) || path.Clean(name) != name || strings.ContainsAny(name, "\x00\\") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." || part == "." || strings.EqualFold(part, ".git") {
			return false
		}
	}
	return true
}
