package templates

import (
	"strings"
	"testing"

	"github.com/heald-dev/heald/internal/language"
	"github.com/heald-dev/heald/internal/language/python/syntax"
)

// In a nest of loops each is gone over as a copy alone, and then all of them.
func TestCopiesInANest(t *testing.T) {
	const source = "def sweep(rooms, limit):\n    for room, members in rooms.items():\n        for nick, seen in members.items():\n            leave(rooms, room, nick)\n"
	tree, err := syntax.Grammar().Parse("a.py", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	inner := tree.Root.All(language.For)[1]
	scene := &language.Scene{Program: &language.Program{}, Steps: []language.Step{{Node: inner.Child(language.RoleRight)}}}
	var got []string
	for _, p := range changedWhileIterated(scene) {
		text := source
		for _, e := range p.Edits { // the inner loop's comes first, so that the outer one's place stays
			text = text[:e.Start] + e.Text + text[e.End:]
		}
		got = append(got, strings.Join(strings.Split(text, "\n")[1:3], "|"))
	}
	want := []string{
		"    for room, members in rooms.items():|        for nick, seen in list(members.items()):",
		"    for room, members in list(rooms.items()):|        for nick, seen in members.items():",
		"    for room, members in list(rooms.items()):|        for nick, seen in list(members.items()):",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
