package diff

import (
	"fmt"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"github.com/heald-dev/heald"
)

// MaxSize is the longest diff that is read, in bytes.
const MaxSize = 16 << 20

// The kinds of a line.
const (
	Kept    = ' '
	Added   = '+'
	Removed = '-'
)

// Line is one line of a hunk, without its newline.
type Line struct {
	Kind byte // Kept, Added or Removed
	Old  int  // number in the file before, from 1; 0 for an added line
	New  int  // number in the file after, from 1; 0 for a removed line
	Text string
}

// FileChange is what a diff does to one file.
type FileChange struct {
	Path      string // after the change; of a deleted file, before it
	OldPath   string // before the change; empty for a new file
	New       bool
	Deleted   bool
	Renamed   bool
	Copied    bool
	Binary    bool
	Symlink   bool   // it is one before or after
	Submodule bool   // it is one before or after
	OldMode   uint32 // git's mode, 0 when the diff does not say
	NewMode   uint32
	Lines     []Line // hunks in order, context included
}

// Git's file modes that are not plain files.
const (
	modeType      = 0o170000
	modeSymlink   = 0o120000
	modeSubmodule = 0o160000
)

// ModeChanged says whether the permissions or the type of an existing file change, or a new file is executable.
func (f *FileChange) ModeChanged() bool {
	if f.New {
		return f.NewMode&0o111 != 0
	}
	return f.OldMode != 0 && f.NewMode != 0 && f.OldMode != f.NewMode
}

// Select returns the lines of one kind.
func (f *FileChange) Select(kind byte) []Line {
	var lines []Line
	for _, line := range f.Lines {
		if line.Kind == kind {
			lines = append(lines, line)
		}
	}
	return lines
}

// Count returns how many lines the changes add and how many they remove.
func Count(changes []FileChange) (added, removed int) {
	for i := range changes {
		added += len(changes[i].Select(Added))
		removed += len(changes[i].Select(Removed))
	}
	return added, removed
}

// Parse reads a diff in git's style or the traditional one (whose names lose their first component, as with git apply).
// Text before the first file is skipped. Paths are given as written: whoever uses them on a disk must check them.
func Parse(diff string) ([]FileChange, error) {
	files, err := parse(diff)
	if err != nil {
		return nil, err
	}
	changes := make([]FileChange, 0, len(files))
	for _, file := range files {
		changes = append(changes, change(file))
	}
	return changes, nil
}

func parse(diff string) ([]*gitdiff.File, error) {
	if len(diff) > MaxSize {
		return nil, fmt.Errorf("read diff of %d bytes: longer than %d: %w", len(diff), MaxSize, heald.ErrInvalid)
	}
	files, _, err := gitdiff.Parse(strings.NewReader(diff))
	if err != nil {
		return nil, fmt.Errorf("read diff: %w: %w", err, heald.ErrInvalid)
	}
	if err := normalise(files, gitHeaders(diff)); err != nil {
		return nil, fmt.Errorf("read diff: %w", err)
	}
	return files, nil
}

// gitHeaders counts the headers in git's style. No line inside a hunk can begin like one.
func gitHeaders(diff string) int {
	n := strings.Count(diff, "\ndiff --git ")
	if strings.HasPrefix(diff, "diff --git ") {
		n++
	}
	return n
}

func normalise(files []*gitdiff.File, headers int) error {
	if headers != 0 && headers != len(files) {
		return fmt.Errorf("%d of %d files have a git header; use one style: %w", headers, len(files), heald.ErrInvalid)
	}
	for _, file := range files {
		if headers == 0 {
			file.OldName, file.NewName = stripFirst(file.OldName), stripFirst(file.NewName)
		}
		if file.OldName == "/dev/null" {
			file.OldName, file.IsNew = "", true
		}
		if file.NewName == "/dev/null" {
			file.NewName, file.IsDelete = "", true
		}
		if err := consistent(file); err != nil {
			return err
		}
	}
	return nil
}

func stripFirst(name string) string {
	if name == "/dev/null" {
		return name
	}
	_, rest, found := strings.Cut(name, "/")
	if !found {
		return name
	}
	return rest
}

func consistent(file *gitdiff.File) error {
	if contradictory(file) {
		return fmt.Errorf("contradicting headers for %q and %q: %w", file.OldName, file.NewName, heald.ErrInvalid)
	}
	for _, fragment := range file.TextFragments {
		if fragment.OldPosition < 0 || fragment.NewPosition < 0 || fragment.Validate() != nil {
			return fmt.Errorf("hunk %q of %s is inconsistent: %w", fragment.Header(), nameOf(file), heald.ErrInvalid)
		}
	}
	return nil
}

// contradictory says that the headers name no file, or tell more than one story of it.
func contradictory(file *gitdiff.File) bool {
	moved, edge := file.IsRename || file.IsCopy, file.IsNew || file.IsDelete
	if edge {
		return moved || file.IsNew == file.IsDelete || nameOf(file) == ""
	}
	return nameOf(file) == "" || !moved && file.OldName != file.NewName
}

func change(file *gitdiff.File) FileChange {
	c := FileChange{
		Path: nameOf(file), OldPath: file.OldName,
		New: file.IsNew, Deleted: file.IsDelete, Renamed: file.IsRename, Copied: file.IsCopy,
		Binary:  file.IsBinary,
		OldMode: uint32(file.OldMode), NewMode: uint32(file.NewMode),
		Symlink:   isType(file, modeSymlink),
		Submodule: isType(file, modeSubmodule),
	}
	for _, fragment := range file.TextFragments {
		c.Lines = append(c.Lines, linesOf(fragment)...)
	}
	return c
}

func isType(file *gitdiff.File, kind uint32) bool {
	return uint32(file.OldMode)&modeType == kind || uint32(file.NewMode)&modeType == kind
}

func linesOf(fragment *gitdiff.TextFragment) []Line {
	before, after := int(fragment.OldPosition), int(fragment.NewPosition)
	lines := make([]Line, 0, len(fragment.Lines))
	for _, l := range fragment.Lines {
		line := Line{Kind: Kept, Text: strings.TrimSuffix(l.Line, "\n")}
		if l.Old() {
			line.Old = before
			before++
		}
		if l.New() {
			line.New = after
			after++
		}
		switch l.Op {
		case gitdiff.OpAdd:
			line.Kind = Added
		case gitdiff.OpDelete:
			line.Kind = Removed
		}
		lines = append(lines, line)
	}
	return lines
}
