package policy

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/heald-dev/heald"
	"github.com/heald-dev/heald/internal/diff"
)

// Content is what is known of the files beside the diff: their whole text before and after, by path. Files may be missing;
// then only the lines of the diff are seen.
type Content struct {
	Before map[string][]byte
	After  map[string][]byte
}

// Inspect lists the files of a change, and the risks that its lines show.
func Inspect(changes []diff.FileChange, content Content) (files []File, risks []heald.Risk) {
	moved, left := movedLines(changes), room{maxSeen, maxBytes}
	leaving := maps.Clone(moved)
	for i := range changes {
		seen := look(&changes[i], content)
		files = append(files, seen.file())
		seen.moved, seen.leaving = moved, leaving
		risks = append(risks, seen.bound(&left)...)
		risks = append(risks, seen.risks()...)
	}
	slices.SortStableFunc(risks, func(a, b heald.Risk) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Class, b.Class))
	})
	return files, slices.CompactFunc(risks, func(a, b heald.Risk) bool {
		return a.Path == b.Path && a.Line == b.Line && a.Class == b.Class
	})
}

// line is a changed line in the three ways that rules look at it.
type line struct {
	number int
	hunk   int    // equal for lines that stand close together
	raw    string // as written
	bare   string // without comments
	code   string // without comments and without the text of strings
}

// sight is one file's change, made ready for the rules.
type sight struct {
	change  *diff.FileChange
	lang    string
	test    bool
	added   []line
	removed []line
	after   []string // code of the whole file, or of the diff's lines at their numbers
	before  []string
	symbols map[string]bool
	touched int
	moved   map[string]int // by text: how many lines the whole change moves
	leaving map[string]int // of them, how many removed lines are still to be met
}

func look(change *diff.FileChange, content Content) *sight {
	s := &sight{change: change, lang: languageOf(change.Path), test: IsTest(change.Path), symbols: map[string]bool{}}
	after := textOf(content.After[change.Path], change, diff.Removed)
	before := textOf(content.Before[change.OldPath], change, diff.Added)
	afterCode, afterBare := mask(s.lang, after)
	beforeCode, beforeBare := mask(s.lang, before)
	s.after, s.before = afterCode, beforeCode
	hunk, lastOld, lastNew := 0, 0, 0
	for _, l := range change.Lines {
		if l.Old > lastOld+1 || l.New > lastNew+1 {
			hunk++
		}
		lastOld, lastNew = max(l.Old, lastOld), max(l.New, lastNew)
		switch l.Kind {
		case diff.Added:
			s.added = append(s.added, view(l.New, hunk, l.Text, afterCode, afterBare))
			s.touch(afterCode, l.New)
		case diff.Removed:
			s.removed = append(s.removed, view(l.Old, hunk, l.Text, beforeCode, beforeBare))
			s.touch(beforeCode, l.Old)
		}
	}
	return s
}

func view(number, hunk int, raw string, code, bare []string) line {
	l := line{number: number, hunk: hunk, raw: raw, bare: raw, code: raw}
	if number >= 1 && number <= len(code) {
		l.code, l.bare = code[number-1], bare[number-1]
	}
	return l
}

// textOf is the whole file, or its lines as far as the diff shows them, each at its number.
func textOf(whole []byte, change *diff.FileChange, other byte) []string {
	if whole != nil {
		return strings.Split(string(whole), "\n")
	}
	var lines []string
	for _, l := range change.Lines {
		number := l.New
		if other == diff.Added {
			number = l.Old
		}
		if l.Kind == other || number > maxLines {
			continue
		}
		for len(lines) < number {
			lines = append(lines, "")
		}
		lines[number-1] = l.Text
	}
	return lines
}

const maxLines = 1 << 20 // no diff makes us hold more empty lines

// What the rules look at. Far more than any patch that may be proposed, and little enough that no diff keeps us busy.
const (
	maxSeen   = 1000     // changed lines in all
	maxBytes  = 64 << 10 // of them
	maxLength = 400      // bytes of a line
)

// room is what is left of those limits.
type room struct{ lines, bytes int }

// bound cuts what is too much to look at, and says so: what nobody looked at is a risk.
func (s *sight) bound(left *room) (found []heald.Risk) {
	for _, lines := range []*[]line{&s.added, &s.removed} {
		for i := range *lines {
			l := &(*lines)[i]
			if len(l.raw) > maxLength {
				found = append(found, s.risk("long_line", l.number, "nobody reads a line of such length to its end"))
				l.raw, l.bare, l.code = l.raw[:maxLength], l.bare[:min(maxLength, len(l.bare))], l.code[:min(maxLength, len(l.code))]
			}
			if left.lines, left.bytes = left.lines-1, left.bytes-len(l.raw); left.lines < 0 || left.bytes < 0 {
				*lines = (*lines)[:i]
				found = append(found, s.risk("not_inspected", 1, "the change is too long to be looked at whole"))
				break
			}
		}
	}
	return found
}

func (s *sight) touch(code []string, number int) {
	if s.touched++; s.touched > maxSeen {
		return
	}
	if name := symbolAt(code, number); name != "" {
		s.symbols[name] = true
	}
}

func (s *sight) file() File {
	c := s.change
	f := File{
		Path: c.Path, Inside: diff.Inside(c.Path) && (c.OldPath == "" || diff.Inside(c.OldPath)), Test: s.test,
		New: c.New, Deleted: c.Deleted, ModeChanged: c.ModeChanged(), Symlink: c.Symlink, Submodule: c.Submodule,
		Binary: c.Binary || slices.ContainsFunc(s.added, func(l line) bool { return strings.Contains(l.raw, "\x00") }),
		Added:  len(s.added), Removed: len(s.removed), Symbols: []string{},
	}
	if c.OldPath != c.Path {
		f.OldPath = c.OldPath
	}
	for name := range s.symbols {
		f.Symbols = append(f.Symbols, name)
	}
	slices.Sort(f.Symbols)
	return f
}

// movedLines counts the lines that the change only moves or indents anew: they bring nothing and take nothing away.
func movedLines(changes []diff.FileChange) map[string]int {
	removed, moved := map[string]int{}, map[string]int{}
	for i := range changes {
		for _, l := range changes[i].Select(diff.Removed) {
			removed[squeeze(l.Text)]++
		}
	}
	for i := range changes {
		for _, l := range changes[i].Select(diff.Added) {
			if text := squeeze(l.Text); removed[text] > 0 {
				removed[text]--
				moved[text]++
			}
		}
	}
	return moved
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), " ") }

// arrived drops the added lines that are only moved.
func (s *sight) arrived() []line {
	return slices.DeleteFunc(slices.Clone(s.added), func(l line) bool { return s.moved[squeeze(l.raw)] > 0 })
}

// left drops the removed lines that are only moved: of two equal lines that go and one that comes, one is gone.
func (s *sight) left() []line {
	return slices.DeleteFunc(slices.Clone(s.removed), func(l line) bool {
		text := squeeze(l.raw)
		s.leaving[text]--
		return s.leaving[text] >= 0
	})
}

func (s *sight) risk(class string, number int, detail string) heald.Risk {
	return heald.Risk{Class: class, Path: s.change.Path, Line: number, Detail: detail}
}

func (s *sight) risks() []heald.Risk {
	added, removed := s.arrived(), s.left()
	var found []heald.Risk
	for _, judge := range []func(*sight, []line, []line) []heald.Risk{
		(*sight).patterns, (*sight).removals, (*sight).swallowing, (*sight).statuses, (*sight).weakenedTests,
		(*sight).hiddenText, (*sight).loops,
	} {
		found = append(found, judge(s, added, removed)...)
	}
	return found
}

// testFolder and testFile are the conventions of the languages that heald knows.
var (
	testFolder = regexp.MustCompile(`(^|/)(tests?|testing|__tests__|specs?|src/test)/`)
	testFile   = regexp.MustCompile(`^(test_.*|.*_test|conftest)\.py$|_test\.go$|\.(test|spec)\.[cm]?[jt]sx?$|^.*Tests?\.java$`)
)

// IsTest says whether a path is a test's, by the conventions of the languages that heald knows.
func IsTest(name string) bool {
	return testFolder.MatchString(name) || testFile.MatchString(path.Base(name))
}
