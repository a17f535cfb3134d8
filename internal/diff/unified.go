package diff

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/heald-dev/heald"
)

const context = 3

// Unified returns one diff of all edits, sorted by path, that applies with git apply. Edits that change nothing are left
// out. A nil Before is a new file, a nil After a removed one.
func Unified(edits []heald.FileEdit) string {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b heald.FileEdit) int { return strings.Compare(a.Path, b.Path) })
	var b strings.Builder
	for _, edit := range sorted {
		writeFile(&b, edit)
	}
	return b.String()
}

func writeFile(b *strings.Builder, edit heald.FileEdit) {
	created, removed := edit.Before == nil, edit.After == nil
	if created && removed || !created && !removed && bytes.Equal(edit.Before, edit.After) {
		return
	}
	before, after := quote("a/"+edit.Path), quote("b/"+edit.Path)
	fmt.Fprintf(b, "diff --git %s %s\n", before, after)
	if created {
		b.WriteString("new file mode 100644\n")
		before = "/dev/null"
	}
	if removed {
		b.WriteString("deleted file mode 100644\n")
		after = "/dev/null"
	}
	hunks := hunksOf(string(edit.Before), string(edit.After))
	if hunks == "" {
		return // an empty file comes or goes: git wants no names here
	}
	fmt.Fprintf(b, "--- %s\n+++ %s\n%s", endName(before), endName(after), hunks)
}

func hunksOf(before, after string) string {
	text, err := udiff.ToUnified("a", "b", before, udiff.Lines(before, after), context)
	if err != nil || text == "" {
		return "" // edits that come from Lines are consistent
	}
	return text[strings.Index(text, "@@"):]
}

// endName adds the tab with which git marks the end of a name that holds a space.
func endName(name string) string {
	if strings.Contains(name, " ") && !strings.HasPrefix(name, `"`) {
		return name + "\t"
	}
	return name
}

// quote writes a path as git does: in C style when it holds a control byte, a quote, a backslash or a byte beyond ASCII.
// A backslash is written in octal, which every reader takes, also at the end of a name.
func quote(path string) string {
	if strings.IndexFunc(path, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) < 0 {
		return path
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(path) {
		switch c := path[i]; {
		case c == '"':
			b.WriteString(`\"`)
		case c < ' ' || c > '~' || c == '\\':
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
